# When its key has leaked:
#   terraform apply -invoke=action.tigertrust_certificate_revoke.leaked
# The next apply replaces the tigertrust_certificate that holds it, if one does.
action "tigertrust_certificate_revoke" "leaked" {
  config {
    certificate_id      = "1001"
    revocation_reason   = "keyCompromise"
    revocation_comments = "The key was found in a public repository"
  }
}

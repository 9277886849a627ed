terraform {
  required_version = ">= 1.14"

  required_providers {
    tigertrust = {
      source  = "tigertrust/tigertrust"
      version = "~> 0.1"
    }
  }
}

# Revoke a certificate whose private key has leaked. This cannot be undone:
#   terraform apply -invoke=action.tigertrust_certificate_revoke.leaked
# If a tigertrust_certificate manages it, the next apply replaces it.
action "tigertrust_certificate_revoke" "leaked" {
  config {
    certificate_id      = "1001"
    revocation_reason   = "keyCompromise"
    revocation_comments = "The key was found in a public repository"
  }
}

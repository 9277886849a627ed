# Terraform 1.16 or later: revoke the certificate of a host after the host is
# destroyed or replaced. A revocation that fails is a warning.
resource "terraform_data" "host" {
  input = "1001"

  lifecycle {
    action_trigger {
      events     = [after_destroy]
      actions    = [action.tigertrust_certificate_revoke.host]
      on_failure = continue
    }
  }
}

action "tigertrust_certificate_revoke" "host" {
  config {
    certificate_id    = caller.output
    revocation_reason = "cessationOfOperation"
  }
}

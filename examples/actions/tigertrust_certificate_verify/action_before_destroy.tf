# Terraform 1.16 or later: before the old certificate is revoked, verify that the
# service uses the new one. If it does not, the apply stops.
resource "tigertrust_certificate" "new" {
  common_name = "shop.example.com"
}

resource "tigertrust_certificate_deployment" "new" {
  certificate_id = tigertrust_certificate.new.id
  targets        = ["nginx-main"]
  agent_id       = "agent-prod-01"
}

variable "keep_old" {
  default = true
}

resource "tigertrust_certificate" "old" {
  count       = var.keep_old ? 1 : 0
  common_name = "old-shop.example.com"

  lifecycle {
    action_trigger {
      events  = [before_destroy]
      actions = [action.tigertrust_certificate_verify.new]
    }
  }
}

action "tigertrust_certificate_verify" "new" {
  config {
    certificate_id = tigertrust_certificate_deployment.new.certificate_id
    endpoints      = ["shop.example.com:443"]
  }
}

terraform {
  required_version = ">= 1.14"

  required_providers {
    tigertrust = {
      source  = "tigertrust/tigertrust"
      version = "~> 0.1"
    }
  }
}

resource "tigertrust_certificate" "shop" {
  common_name = "shop.example.com"
}

action "tigertrust_certificate_deploy" "shop" {
  config {
    certificate_id = tigertrust_certificate.shop.id
    targets        = ["nginx-main"]
    agent_id       = "agent-prod-01"
  }
}

# Deploy the certificate again when the hosts are rebuilt.
resource "terraform_data" "hosts" {
  input = "image-2026-01"

  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.tigertrust_certificate_deploy.shop]
    }
  }
}

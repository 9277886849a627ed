terraform {
  required_version = ">= 1.5"

  required_providers {
    tigertrust = {
      source  = "tigertrust/tigertrust"
      version = "~> 0.1"
    }
  }
}

resource "tigertrust_certificate" "shop" {
  common_name = "shop.example.com"

  lifecycle {
    create_before_destroy = true
  }
}

resource "tigertrust_certificate_deployment" "shop" {
  certificate_id = tigertrust_certificate.shop.id
  targets        = ["nginx-main"]
  agent_id       = "agent-prod-01"

  # A renewed or replaced certificate is deployed in the same apply.
  certificate_fingerprint = tigertrust_certificate.shop.fingerprint
}

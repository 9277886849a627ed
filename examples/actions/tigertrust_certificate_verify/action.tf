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

resource "tigertrust_certificate_deployment" "shop" {
  certificate_id          = tigertrust_certificate.shop.id
  certificate_fingerprint = tigertrust_certificate.shop.fingerprint
  targets                 = ["nginx-main"]
  agent_id                = "agent-prod-01"
}

# terraform apply -invoke=action.tigertrust_certificate_verify.shop
action "tigertrust_certificate_verify" "shop" {
  config {
    certificate_id = tigertrust_certificate.shop.id
    endpoints      = ["shop.example.com:443"]
  }
}

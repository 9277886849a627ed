# The configuration that the pipelines of this folder plan and apply. Add a backend
# with locks: the state must outlive the machine of a job.

terraform {
  required_version = ">= 1.5"

  required_providers {
    tigertrust = {
      source  = "tigertrust/tigertrust"
      version = "~> 0.1"
    }
  }
}

provider "tigertrust" {}

resource "tigertrust_certificate" "shop" {
  common_name = "shop.example.com"
  auto_renew  = false

  renewal = {
    method                = "acme"
    min_percent_remaining = 33
    fail_below_days       = 7
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "tigertrust_certificate_deployment" "shop" {
  certificate_id          = tigertrust_certificate.shop.id
  certificate_fingerprint = tigertrust_certificate.shop.fingerprint
  targets                 = ["nginx-main"]
}

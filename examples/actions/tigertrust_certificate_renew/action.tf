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

# In a nightly job:
#   terraform apply -invoke=action.tigertrust_certificate_renew.shop
action "tigertrust_certificate_renew" "shop" {
  config {
    certificate_id               = tigertrust_certificate.shop.id
    method                       = "acme"
    only_if_days_remaining_below = 30
  }
}

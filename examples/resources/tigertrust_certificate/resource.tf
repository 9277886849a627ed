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
  common_name               = "shop.example.com"
  subject_alternative_names = ["www.shop.example.com"]

  # Create the replacement before the current certificate is revoked.
  lifecycle {
    create_before_destroy = true
  }
}

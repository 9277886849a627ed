terraform {
  required_version = ">= 1.5"

  required_providers {
    tigertrust = {
      source  = "tigertrust/tigertrust"
      version = "~> 0.1"
    }
  }
}

# The environment variable TIGERTRUST_API_KEY contains the API key.
provider "tigertrust" {}

resource "tigertrust_certificate" "www" {
  common_name = "www.example.com"

  lifecycle {
    create_before_destroy = true
  }
}

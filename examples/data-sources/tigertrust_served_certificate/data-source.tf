terraform {
  required_version = ">= 1.5"

  required_providers {
    tigertrust = {
      source  = "tigertrust/tigertrust"
      version = "~> 0.1"
    }
  }
}

data "tigertrust_certificate" "www" {
  common_name = "www.example.com"
}

data "tigertrust_served_certificate" "www" {
  endpoint = "www.example.com:443"
}

output "current_certificate_is_served" {
  value = data.tigertrust_served_certificate.www.fingerprint == data.tigertrust_certificate.www.fingerprint
}

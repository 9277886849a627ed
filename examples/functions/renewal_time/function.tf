terraform {
  required_version = ">= 1.8"

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

# The time at which a third of the validity period remains.
output "renew_at" {
  value = provider::tigertrust::renewal_time(data.tigertrust_certificate.www.valid_from, data.tigertrust_certificate.www.valid_to, 33)
}

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

locals {
  hosts = ["www.example.com"]
}

check "www" {
  assert {
    condition     = alltrue([for host in local.hosts : provider::tigertrust::covers(data.tigertrust_certificate.www.certificate_pem, host)])
    error_message = "The certificate of www.example.com does not cover all hosts that are served."
  }
}

# A module that orders and deploys a certificate, with a test that needs no account:
#
#   terraform init && terraform test

terraform {
  required_version = ">= 1.7"

  required_providers {
    tigertrust = {
      source  = "tigertrust/tigertrust"
      version = "~> 0.1"
    }
  }
}

variable "name" {
  description = "Name of the service."
  type        = string
  default     = "shop.example.com"

  validation {
    condition     = endswith(var.name, ".example.com")
    error_message = "The name must end with .example.com."
  }
}

resource "tigertrust_certificate" "service" {
  common_name               = var.name
  subject_alternative_names = ["www.${var.name}"]
  key_type                  = "ECDSA"
  key_size                  = 256

  lifecycle {
    create_before_destroy = true
  }
}

resource "tigertrust_certificate_deployment" "service" {
  certificate_id          = tigertrust_certificate.service.id
  certificate_fingerprint = tigertrust_certificate.service.fingerprint
  targets                 = ["nginx-main"]
}

output "valid_to" {
  value = tigertrust_certificate.service.valid_to
}

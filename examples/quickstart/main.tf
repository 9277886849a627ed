# One certificate from order to revocation. `make demo` applies this file to the
# bundled mock server. With TIGERTRUST_API_KEY, it works with an account as well.

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

variable "auto_renew" {
  description = "Whether TigerTrust renews the certificate."
  type        = bool
  default     = true
}

variable "rotation" {
  description = "Changing this value renews the certificate."
  type        = string
  default     = "first"
}

resource "tigertrust_certificate" "www" {
  common_name               = "www.example.com"
  subject_alternative_names = ["example.com"]

  key_type      = "ECDSA"
  key_size      = 256
  validity_days = 90

  auto_renew             = var.auto_renew
  renewal_threshold_days = 30

  # Terraform renews the certificate if TigerTrust has not renewed it two weeks
  # before it expires, or if the rotation changes.
  renewal = {
    method             = "acme"
    min_days_remaining = 14
    triggers           = { rotation = var.rotation }
  }
}

output "serial_number" {
  value = tigertrust_certificate.www.serial_number
}

output "valid_to" {
  value = tigertrust_certificate.www.valid_to
}

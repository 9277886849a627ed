# One certificate from order to revocation. `make demo` applies this file on
# the bundled mock server; with TIGERTRUST_API_KEY set it works on an account.

terraform {
  required_providers {
    tigertrust = {
      source = "tigertrust/tigertrust"
    }
  }
}

provider "tigertrust" {}

variable "auto_renew" {
  description = "Whether TigerTrust renews the certificate by itself."
  type        = bool
  default     = true
}

variable "rotation" {
  description = "Another value renews the certificate."
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

  # What Terraform does when TigerTrust has not: renew in the last two weeks,
  # and when it is told to.
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

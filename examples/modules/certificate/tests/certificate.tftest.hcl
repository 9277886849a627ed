# terraform init && terraform test: no account is necessary, and nothing is ordered.
# This needs Terraform 1.7 or later, or OpenTofu 1.8 or later.

mock_provider "tigertrust" {
  mock_resource "tigertrust_certificate" {
    defaults = {
      id          = "1001"
      fingerprint = "SHA256:4be25f805c86463cae718845f164084ec092b6e87fed57404c88d411917ca5cb"
      valid_to    = "2056-11-18T02:44:24Z"
    }
  }

  mock_data "tigertrust_served_certificate" {
    defaults = {
      fingerprint = "SHA256:4be25f805c86463cae718845f164084ec092b6e87fed57404c88d411917ca5cb"
    }
  }
}

variables {
  common_name = "www.example.com"
  targets     = ["nginx-main"]
}

run "tigertrust_renews_and_deploys" {
  assert {
    condition     = tigertrust_certificate.this.auto_renew && tigertrust_certificate.this.deployment_targets == toset(["nginx-main"])
    error_message = "TigerTrust must renew the certificate and deploy it to the targets."
  }

  assert {
    condition     = tigertrust_certificate_deployment.this.certificate_fingerprint == output.fingerprint && !tigertrust_certificate_deployment.this.redeploy_on_renewal
    error_message = "Terraform must deploy what it orders, and no renewals by TigerTrust."
  }

  assert {
    condition     = tigertrust_certificate.this.key_type == "ECDSA" && tigertrust_certificate.this.key_size == 256
    error_message = "The key must be an ECDSA key with 256 bits."
  }

  assert {
    condition     = tigertrust_certificate_deployment.this.verify == null
    error_message = "Nothing can be verified without endpoints."
  }
}

run "terraform_renews_and_deploys" {
  variables {
    terraform_renewal_method = "acme"
    key_type                 = "RSA"
  }

  assert {
    condition     = !tigertrust_certificate.this.auto_renew && tigertrust_certificate.this.renewal.min_percent_remaining == 33
    error_message = "Terraform must renew the certificate, and TigerTrust must not."
  }

  assert {
    condition     = tigertrust_certificate_deployment.this.redeploy_on_renewal
    error_message = "Terraform must deploy its renewals."
  }

  assert {
    condition     = tigertrust_certificate.this.key_size == 2048
    error_message = "The key must have 2048 bits."
  }
}

run "verifies_endpoints" {
  variables {
    endpoints       = ["www.example.com:443"]
    check_endpoints = true
  }

  assert {
    condition     = tigertrust_certificate_deployment.this.verify.endpoints == toset(["www.example.com:443"])
    error_message = "The deployment must verify the endpoint."
  }

  assert {
    condition     = length(data.tigertrust_served_certificate.this) == 1
    error_message = "Every plan must connect to the endpoint."
  }
}

run "rejects_urls_and_missing_targets" {
  command = plan

  variables {
    common_name = "https://www.example.com"
    endpoints   = ["https://www.example.com"]
    targets     = []
    key_type    = "DSA"
  }

  expect_failures = [var.common_name, var.endpoints, var.targets, var.key_type]
}

run "rejects_a_warning_before_the_renewal" {
  command = plan

  variables {
    expiry_warning_days = 30
  }

  expect_failures = [tigertrust_certificate.this]
}

# Mock values apply when a resource is created, so other values need another file.

mock_provider "tigertrust" {
  mock_resource "tigertrust_certificate" {
    defaults = {
      fingerprint = "SHA256:4be25f805c86463cae718845f164084ec092b6e87fed57404c88d411917ca5cb"
      valid_to    = "2026-01-01T00:00:00Z"
    }
  }

  mock_data "tigertrust_served_certificate" {
    defaults = {
      fingerprint = "SHA256:0000000000000000000000000000000000000000000000000000000000000000"
    }
  }
}

run "warns_of_expiry_and_of_another_certificate" {
  variables {
    common_name     = "www.example.com"
    targets         = ["nginx-main"]
    endpoints       = ["www.example.com:443"]
    check_endpoints = true
  }

  expect_failures = [check.expiry, check.served]
}

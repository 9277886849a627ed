# An apply renews the certificate if less than a third of its validity period
# remains. A failed renewal is a warning until 7 days before expiry.
resource "tigertrust_certificate" "gateway" {
  common_name   = "gateway.example.com"
  validity_days = 47
  auto_renew    = false

  renewal = {
    method                = "acme"
    min_percent_remaining = 33
    fail_below_days       = 7
  }

  lifecycle {
    create_before_destroy = true
  }
}

# This output changes only when the certificate or its settings change.
output "gateway_due" {
  value = tigertrust_certificate.gateway.renewal_due_at
}

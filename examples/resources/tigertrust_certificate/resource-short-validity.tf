# Terraform renews it when less than a third of its validity period remains. A
# failure is a warning as long as a week is left.
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

# The time does not change with the clock.
output "gateway_due" {
  value = tigertrust_certificate.gateway.renewal_due_at
}

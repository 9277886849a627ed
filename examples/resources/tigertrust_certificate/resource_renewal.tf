# An apply renews the certificate if fewer than 30 days remain, or if a value in
# triggers has changed.
resource "tigertrust_certificate" "intranet" {
  common_name = "intranet.example.com"
  auto_renew  = false

  renewal = {
    method             = "acme"
    min_days_remaining = 30
    triggers           = { incident = "none" }
  }

  lifecycle {
    create_before_destroy = true
  }
}

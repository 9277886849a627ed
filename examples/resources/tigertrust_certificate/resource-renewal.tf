# Terraform renews it in an apply when fewer than 30 days are left, or when a
# trigger changes.
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

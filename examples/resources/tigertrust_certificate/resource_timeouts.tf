# An order of this CA needs an approval.
resource "tigertrust_certificate" "approved" {
  common_name = "approved.example.com"

  timeouts = {
    create = "30m"
    update = "30m"
    delete = "5m"
  }

  lifecycle {
    create_before_destroy = true
  }
}

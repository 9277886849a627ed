# A failed check is a warning. The data source is outside of the check: a data
# source in a check makes every plan non-empty.

check "expiry" {
  assert {
    condition     = tigertrust_certificate.this.valid_to == null ? true : timecmp(tigertrust_certificate.this.valid_to, timeadd(plantimestamp(), "${24 * var.expiry_warning_days}h")) > 0
    error_message = "The certificate of ${var.common_name} expires on ${coalesce(tigertrust_certificate.this.valid_to, "an unknown date")}. It should have been renewed: look for a failed renewal in TigerTrust."
  }
}

data "tigertrust_served_certificate" "this" {
  for_each = var.check_endpoints ? var.endpoints : []

  endpoint    = each.key
  server_name = var.server_name

  depends_on = [tigertrust_certificate_deployment.this]
}

check "served" {
  assert {
    condition     = alltrue([for served in data.tigertrust_served_certificate.this : served.fingerprint == tigertrust_certificate.this.fingerprint])
    error_message = "These endpoints do not serve the current certificate of ${var.common_name}: ${join(", ", [for endpoint, served in data.tigertrust_served_certificate.this : endpoint if served.fingerprint != tigertrust_certificate.this.fingerprint])}. Reload the services."
  }
}

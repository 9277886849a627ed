data "tigertrust_certificate" "www" {
  common_name = "www.example.com"
}

# The time to count from is an argument, so that a plan does not change by
# itself unless you ask for it.
check "www" {
  assert {
    condition     = provider::tigertrust::days_until(data.tigertrust_certificate.www.valid_to, plantimestamp()) > 14
    error_message = "The certificate of www.example.com expires within two weeks."
  }
}

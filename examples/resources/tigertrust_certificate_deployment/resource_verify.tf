# The apply succeeds only if the service presents the certificate.
resource "tigertrust_certificate" "www" {
  common_name = "www.example.com"

  lifecycle {
    create_before_destroy = true
  }
}

resource "tigertrust_certificate_deployment" "www" {
  certificate_id          = tigertrust_certificate.www.id
  certificate_fingerprint = tigertrust_certificate.www.fingerprint
  targets                 = ["nginx-main"]
  agent_id                = "agent-prod-01"

  verify = {
    endpoints = ["www.example.com:443"]
    timeout   = "2m"
  }
}

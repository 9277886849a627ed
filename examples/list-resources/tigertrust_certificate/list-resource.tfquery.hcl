# terraform query -generate-config-out=certificates.tf
list "tigertrust_certificate" "expiring" {
  provider         = tigertrust
  include_resource = true

  config {
    status = "expiring"
  }
}

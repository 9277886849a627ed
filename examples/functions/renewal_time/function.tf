data "tigertrust_certificate" "www" {
  common_name = "www.example.com"
}

# When a third of the validity period remains, however long it is.
output "renew_at" {
  value = provider::tigertrust::renewal_time(data.tigertrust_certificate.www.valid_from, data.tigertrust_certificate.www.valid_to, 33)
}

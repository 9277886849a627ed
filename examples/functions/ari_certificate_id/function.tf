data "tigertrust_certificate" "www" {
  common_name = "www.example.com"
}

# Where the CA publishes when to renew the certificate.
output "renewal_info_url" {
  value = "https://acme-v02.api.letsencrypt.org/acme/renewal-info/${provider::tigertrust::ari_certificate_id(data.tigertrust_certificate.www.certificate_pem)}"
}

data "tigertrust_certificate" "www" {
  common_name = "www.example.com"
  key_type    = "ECDSA"
}

output "full_chain_pem" {
  value = data.tigertrust_certificate.www.full_chain_pem
}

data "tigertrust_certificate" "www" {
  common_name = "www.example.com"
  key_type    = "ECDSA"
}

output "full_chain_pem" {
  value = "${data.tigertrust_certificate.www.certificate_pem}${data.tigertrust_certificate.www.chain_pem}"
}

terraform {
  required_version = ">= 1.5"

  required_providers {
    tigertrust = {
      source  = "tigertrust/tigertrust"
      version = "~> 0.1"
    }
  }
}

# Find the ID of the CA that has issued certificates of Let's Encrypt.
data "tigertrust_certificate_authorities" "lets_encrypt" {
  issuer = "Let's Encrypt"
}

resource "tigertrust_certificate" "shop" {
  common_name              = "shop.example.com"
  certificate_authority_id = one(data.tigertrust_certificate_authorities.lets_encrypt.certificate_authorities[*].id)
}

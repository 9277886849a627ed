terraform {
  required_version = ">= 1.5"

  required_providers {
    tigertrust = {
      source  = "tigertrust/tigertrust"
      version = "~> 0.1"
    }
  }
}

# By common name: the certificate must be active or expiring.
data "tigertrust_certificate" "www" {
  common_name = "www.example.com"
  key_type    = "ECDSA"
}

# By ID, or by fingerprint: the certificate can have any status.
data "tigertrust_certificate" "by_id" {
  id = "1001"
}

output "full_chain_pem" {
  value = data.tigertrust_certificate.www.full_chain_pem
}

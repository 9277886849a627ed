terraform {
  required_version = ">= 1.8"

  required_providers {
    tigertrust = {
      source  = "tigertrust/tigertrust"
      version = "~> 0.1"
    }
  }
}

data "tigertrust_certificate" "www" {
  common_name = "www.example.com"
}

# The URL at which the CA publishes its suggested renewal window.
output "renewal_info_url" {
  value = "https://acme-v02.api.letsencrypt.org/acme/renewal-info/${provider::tigertrust::ari_certificate_id(data.tigertrust_certificate.www.certificate_pem)}"
}

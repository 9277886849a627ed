terraform {
  required_version = ">= 1.8"

  required_providers {
    tigertrust = {
      source  = "tigertrust/tigertrust"
      version = "~> 0.1"
    }
  }
}

resource "tigertrust_certificate" "shop" {
  common_name = "shop.example.com"

  lifecycle {
    create_before_destroy = true

    # Check that the CA has issued the certificate for the ordered name.
    postcondition {
      condition     = contains(provider::tigertrust::parse_certificate(self.certificate_pem).subject_alternative_names, "shop.example.com")
      error_message = "The certificate is not for shop.example.com."
    }
  }
}

output "shop_key" {
  value = "${provider::tigertrust::parse_certificate(tigertrust_certificate.shop.certificate_pem).key_type} key"
}

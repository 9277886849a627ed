terraform {
  required_version = ">= 1.5"

  required_providers {
    tigertrust = {
      source  = "tigertrust/tigertrust"
      version = "~> 0.1"
    }
  }
}

resource "tigertrust_discovered_import" "legacy" {
  discovered_certificate_id = "1003"
  certificate_authority_id  = 5
  auto_renew                = true
  renewal_threshold_days    = 30
}

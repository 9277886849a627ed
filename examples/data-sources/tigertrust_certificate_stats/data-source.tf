terraform {
  required_version = ">= 1.5"

  required_providers {
    tigertrust = {
      source  = "tigertrust/tigertrust"
      version = "~> 0.1"
    }
  }
}

data "tigertrust_certificate_stats" "all" {}

output "expiring_soon" {
  value = data.tigertrust_certificate_stats.all.expiring_7_days
}

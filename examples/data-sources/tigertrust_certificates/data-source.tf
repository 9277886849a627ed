terraform {
  required_version = ">= 1.5"

  required_providers {
    tigertrust = {
      source  = "tigertrust/tigertrust"
      version = "~> 0.1"
    }
  }
}

# Certificates that expire within 30 days, soonest first.
data "tigertrust_certificates" "expiring" {
  expires_within_days = 30
}

output "expiring" {
  value = { for c in data.tigertrust_certificates.expiring.certificates : c.common_name => c.valid_to... }
}

# Imports the certificates that an agent has discovered, orders and deploys a new
# one, and warns about certificates that expire soon. `make demo` applies this file
# to the bundled mock server.

terraform {
  required_version = ">= 1.5"

  required_providers {
    tigertrust = {
      source  = "tigertrust/tigertrust"
      version = "~> 0.1"
    }
  }
}

provider "tigertrust" {}

# Filter by agent. A filter by imported = false matches nothing after the first
# apply, and the next plan would destroy the imports.
data "tigertrust_discovered_certificates" "edge" {
  agent_id = "agent-prod-01"
}

resource "tigertrust_discovered_import" "edge" {
  for_each = toset(data.tigertrust_discovered_certificates.edge.ids)

  discovered_certificate_id = each.key
  certificate_authority_id  = 7
  auto_renew                = true
}

variable "shop_names" {
  description = "Subject alternative names of the shop. Changing them replaces the certificate."
  type        = set(string)
  default     = null
}

# A replacement is ordered and deployed before the current certificate is revoked.
resource "tigertrust_certificate" "shop" {
  common_name               = "shop.example.com"
  subject_alternative_names = var.shop_names

  key_type = "ECDSA"
  key_size = 256

  lifecycle {
    create_before_destroy = true
  }
}

resource "tigertrust_certificate_deployment" "shop" {
  certificate_id          = tigertrust_certificate.shop.id
  certificate_fingerprint = tigertrust_certificate.shop.fingerprint
  targets                 = ["nginx-main"]
  agent_id                = "agent-prod-01"
}

# A check warns, and never fails an apply. The data source is outside of the check:
# a data source in a check makes every plan non-empty.
data "tigertrust_certificates" "expiring" {
  expires_within_days = 30
}

check "expiry" {
  assert {
    condition     = data.tigertrust_certificates.expiring.total == 0
    error_message = "These certificates expire within 30 days: ${join(", ", data.tigertrust_certificates.expiring.certificates[*].common_name)}."
  }
}

data "tigertrust_certificate_stats" "all" {
  depends_on = [tigertrust_certificate.shop, tigertrust_discovered_import.edge]
}

output "certificates" {
  value = data.tigertrust_certificate_stats.all.total
}

output "deployed_to" {
  value = tigertrust_certificate_deployment.shop.locations[*].path
}

# All parts together: take over what agents have found, order and deploy a new
# certificate, and be warned of what expires soon. `make demo` applies it on the
# bundled mock server.

terraform {
  required_providers {
    tigertrust = {
      source = "tigertrust/tigertrust"
    }
  }
}

provider "tigertrust" {}

# Discover, and import: by agent, not by imported = false, which would match
# nothing any more after the first apply.
data "tigertrust_discovered_certificates" "edge" {
  agent_id = "agent-prod-01"
}

resource "tigertrust_discovered_import" "edge" {
  for_each = toset(data.tigertrust_discovered_certificates.edge.ids)

  discovered_certificate_id = each.key
  certificate_authority_id  = 7
  auto_renew                = true
}

# Order, and deploy. A replacement is ordered and deployed before the
# predecessor is revoked.
resource "tigertrust_certificate" "shop" {
  common_name = "shop.example.com"
  key_type    = "ECDSA"
  key_size    = 256

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

# Look, and be warned: a check fails no apply.
check "expiry" {
  data "tigertrust_certificates" "expiring" {
    expires_within_days = 30
  }

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

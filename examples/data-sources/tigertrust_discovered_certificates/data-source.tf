terraform {
  required_version = ">= 1.5"

  required_providers {
    tigertrust = {
      source  = "tigertrust/tigertrust"
      version = "~> 0.1"
    }
  }
}

# Filter by agent or source. With imported = false, the plan after the first apply
# would destroy the imports.
data "tigertrust_discovered_certificates" "kubernetes" {
  source = "kubernetes"
}

resource "tigertrust_discovered_import" "kubernetes" {
  for_each = toset(data.tigertrust_discovered_certificates.kubernetes.ids)

  discovered_certificate_id = each.key
}

# Filter by agent or source, and import by for_each. Over imported = false the
# imports would be destroyed by the plan that follows them.
data "tigertrust_discovered_certificates" "kubernetes" {
  source = "kubernetes"
}

resource "tigertrust_discovered_import" "kubernetes" {
  for_each = toset(data.tigertrust_discovered_certificates.kubernetes.ids)

  discovered_certificate_id = each.key
}

data "tigertrust_certificates" "all" {
  sort_by = "common_name"
}

data "tigertrust_discovered_certificates" "all" {}

data "tigertrust_discovered_certificates" "unimported" {
  imported = false
}

# The list of certificates contains no locations. This reads the revoked certificates,
# and the live ones that share a name with them.
data "tigertrust_certificate" "located" {
  for_each = toset(concat(local.revoked[*].id, [
    for c in local.live : c.id if length(setintersection(local.names[c.id], local.revoked_names)) > 0
  ]))

  id = each.key
}

locals {
  live = [for c in local.certificates : c if contains(["active", "expiring"], c.status)]

  # A certificate that has expired is of no use, revoked or imported.
  revoked = [for c in local.certificates : c if c.status == "revoked" && try(timecmp(c.valid_to, plantimestamp()) > 0, true)]

  # Agents also discover the files of certificates that TigerTrust has deployed.
  unimported = [
    for d in local.discovered : d
    if try(timecmp(d.valid_to, plantimestamp()) > 0, true) && !contains(data.tigertrust_certificates.all.certificates[*].fingerprint, d.fingerprint == null ? "unknown" : d.fingerprint)
  ]

  revoked_names = toset(flatten([for c in local.revoked : tolist(local.names[c.id])]))
}

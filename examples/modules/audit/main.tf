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
    for c in local.live : c.id if anytrue([for name in local.names[c.id] : can(local.revoked_names[name])])
  ]))

  id = each.key
}

locals {
  live = [for c in local.certificates : c if contains(["active", "expiring"], c.status)]

  # A certificate that has expired is of no use, revoked or imported.
  revoked = [for c in local.certificates : c if c.status == "revoked" && try(timecmp(c.valid_to, plantimestamp()) > 0, true)]

  # Agents also discover the files of certificates that TigerTrust has deployed.
  unimported   = [for d in local.discovered : d if try(timecmp(d.valid_to, plantimestamp()) > 0, true) && !can(local.fingerprints[d.fingerprint])]
  fingerprints = { for fingerprint in toset(compact(data.tigertrust_certificates.all.certificates[*].fingerprint)) : fingerprint => true }

  revoked_names = { for name in toset(flatten([for c in local.revoked : tolist(local.names[c.id])])) : name => true }
}

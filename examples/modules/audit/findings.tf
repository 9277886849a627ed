locals {
  # DSA keys of any size are weak.
  minimum_bits = { RSA = var.min_rsa_bits, ECDSA = var.min_ecdsa_bits, DSA = 1000000 }

  # What a finding contains about a certificate, by its ID.
  described = {
    for c in local.certificates : c.id => {
      id          = c.id
      common_name = c.common_name
      owner       = try(local.owner[c.common_name], "unknown")
      key         = trimspace(format("%s %s", try(coalesce(c.key_type), "unknown"), try(tostring(coalesce(c.key_size)), "")))
      valid_to    = c.valid_to
    }
  }

  # Expressions for each of thousands of certificates must not use the whole set.
  searches_orphans = var.managed_certificate_ids != null
  managed          = { for id in local.searches_orphans ? var.managed_certificate_ids : toset([]) : id => true }
  orphans          = [for c in local.live : local.described[c.id] if local.searches_orphans && !can(local.managed[c.id])]

  weak_keys = [
    for c in local.live : local.described[c.id]
    if try(c.key_size < lookup(local.minimum_bits, upper(c.key_type), 0), false)
  ]

  ids_by_names = { for c in local.live : join(", ", sort(local.names[c.id])) => c.id... if length(local.names[c.id]) > 0 }
  duplicates   = [for names, ids in local.ids_by_names : { names = names, certificates = [for id in ids : local.described[id]] } if length(ids) > 1]

  discovered_findings = [
    for d in local.unimported : {
      id          = d.id
      common_name = d.common_name
      owner       = try(local.owner[d.common_name], "unknown")
      key         = trimspace(format("%s %s", try(coalesce(d.key_type), "unknown"), try(tostring(coalesce(d.key_size)), "")))
      valid_to    = d.valid_to
      location    = "${try(coalesce(d.hostname, d.agent_id), "unknown host")}:${try(coalesce(d.path), "unknown path")}"
    }
  ]

  # The locations of each certificate. A deployment overwrites the file of another
  # certificate, and TigerTrust may still return its location.
  locations = { for id, c in data.tigertrust_certificate.located : id => try([for l in c.locations : "${l.hostname}:${l.path}"], []) }
  occupied  = toset(flatten([for c in local.live : try(local.locations[c.id], [])]))
  found_on_hosts = {
    for d in data.tigertrust_discovered_certificates.all.discovered_certificates :
    d.fingerprint => "${try(coalesce(d.hostname, d.agent_id), "unknown host")}:${try(coalesce(d.path), "unknown path")}"... if d.fingerprint != null
  }
  revoked_deployed = [
    for finding in [
      for c in local.revoked : merge(local.described[c.id], {
        locations = sort(distinct(concat(
          tolist(setsubtract(local.locations[c.id], local.occupied)),
          try(local.found_on_hosts[c.fingerprint], []),
        )))
      })
    ] : finding if length(finding.locations) > 0
  ]

  counts = {
    orphans          = length(local.orphans)
    weak_keys        = length(local.weak_keys)
    duplicates       = length(local.duplicates)
    unimported       = length(local.discovered_findings)
    revoked_deployed = length(local.revoked_deployed)
  }
}

# A failed assertion is a warning.
check "findings" {
  assert {
    condition     = !contains(var.warn_about, "orphans") || local.counts.orphans == 0
    error_message = "Live certificates that are not among managed_certificate_ids: ${local.counts.orphans}. The output report lists them."
  }

  assert {
    condition     = !contains(var.warn_about, "weak_keys") || local.counts.weak_keys == 0
    error_message = "Live certificates with weak keys: ${local.counts.weak_keys}. The output report lists them."
  }

  assert {
    condition     = !contains(var.warn_about, "duplicates") || local.counts.duplicates == 0
    error_message = "Sets of names with several live certificates: ${local.counts.duplicates}. The output report lists them."
  }

  assert {
    condition     = !contains(var.warn_about, "unimported") || local.counts.unimported == 0
    error_message = "Discovered certificates that are not imported: ${local.counts.unimported}. The output report lists them."
  }

  assert {
    condition     = !contains(var.warn_about, "revoked_deployed") || local.counts.revoked_deployed == 0
    error_message = "Revoked certificates that are still deployed: ${local.counts.revoked_deployed}. The output report lists them."
  }
}

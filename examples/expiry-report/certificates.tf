# The rows of the report, whatever its format.

locals {
  now = var.now == null ? plantimestamp() : var.now

  # TigerTrust documents only the status pending of a renewal.
  failures = ["failed", "error", "rejected", "denied", "canceled", "cancelled"]

  # The names of a certificate, the common name first.
  names = {
    for c in data.tigertrust_certificates.all.certificates :
    c.id => compact(concat([c.common_name], c.subject_alternative_names == null ? [] : sort(c.subject_alternative_names)))
  }

  # Unprintable characters could hide a part of a name, or break the lines of the
  # report.
  printable = {
    for text in toset(compact(flatten([for c in data.tigertrust_certificates.all.certificates : [local.names[c.id], c.issuer, c.renewal_status]]))) :
    text => trimspace(replace(text, "/[\\pC\\pZ]+/", " "))
  }

  certificates = [
    for c in data.tigertrust_certificates.all.certificates : {
      id             = c.id
      label          = coalesce(concat([for name in local.names[c.id] : local.printable[name]], ["certificate ${c.id}"])...)
      issuer         = coalesce(try(local.printable[c.issuer], ""), "–")
      expires        = c.valid_to == null ? "–" : formatdate("YYYY-MM-DD", c.valid_to)
      days_remaining = c.days_remaining
      failed         = c.renewal_status == null ? false : contains(local.failures, lower(c.renewal_status))
      overdue        = c.days_overdue == null ? false : c.days_overdue > 0
      renewal        = coalesce(try(local.printable[c.renewal_status], ""), "–")
      group = (
        c.status == "revoked" ? "revoked" :
        c.days_remaining == null ? "undated" :
        c.days_remaining < 0 ? "expired" :
        c.days_remaining < var.urgent_days ? "urgent" :
        c.days_remaining < var.soon_days ? "soon" :
        c.days_remaining < var.days ? "planned" : "later"
      )
    }
  ]

  titles = {
    expired = "Expired"
    urgent  = "Expire within ${var.urgent_days} days"
    soon    = "Expire in ${var.urgent_days} to ${var.soon_days} days"
    planned = "Expire in ${var.soon_days} to ${var.days} days"
    undated = "Without an expiry date"
    later   = "Expire in more than ${var.days} days"
    revoked = "Revoked"
  }

  by_group = { for group, title in local.titles : group => [for c in local.certificates : c if c.group == group] }

  # The sections of the report that are not empty, in their order.
  sections = [
    for group in ["expired", "urgent", "soon", "planned", "undated", "later", "revoked"] : {
      title        = local.titles[group]
      folded       = contains(["later", "revoked"], group)
      count        = length(local.by_group[group])
      certificates = slice(local.by_group[group], 0, min(length(local.by_group[group]), var.max_rows))
    } if length(local.by_group[group]) > 0
  ]
}

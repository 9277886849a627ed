# The verdict, the counters and the chart of the report.

locals {
  unrevoked = [for c in local.certificates : c if c.group != "revoked"]
  # The certificates that expire within var.days, and those that expire sooner.
  within = {
    urgent  = local.by_group.urgent
    soon    = concat(local.by_group.urgent, local.by_group.soon)
    planned = concat(local.by_group.urgent, local.by_group.soon, local.by_group.planned)
  }

  counts = {
    total   = length(local.certificates)
    expired = length(local.by_group.expired)
    urgent  = length(local.within.urgent)
    soon    = length(local.within.soon)
    planned = length(local.within.planned)
    failed  = length([for c in local.unrevoked : c if c.failed])
    overdue = length([for c in local.unrevoked : c if c.overdue])
    revoked = length(local.by_group.revoked)
  }

  counters = [
    { label = "Expired", count = local.counts.expired, level = "urgent" },
    { label = "Within ${var.urgent_days} days", count = local.counts.urgent, level = "urgent" },
    { label = "Within ${var.soon_days} days", count = local.counts.soon, level = "soon" },
    { label = "Within ${var.days} days", count = local.counts.planned, level = "good" },
    { label = "Renewals failed", count = local.counts.failed, level = "urgent" },
    { label = "Renewals overdue", count = local.counts.overdue, level = "soon" },
    { label = "Revoked", count = local.counts.revoked, level = "good" },
    { label = "Total", count = local.counts.total, level = "good" },
  ]

  # Each problem with its number, in the singular and in the plural.
  problems = {
    urgent = [
      { count = local.counts.expired, one = "certificate has expired", many = "certificates have expired" },
      { count = local.counts.urgent, one = "certificate expires within ${var.urgent_days} days", many = "certificates expire within ${var.urgent_days} days" },
      { count = local.counts.failed, one = "renewal has failed", many = "renewals have failed" },
    ]
    soon = [
      { count = local.counts.soon, one = "certificate expires within ${var.soon_days} days", many = "certificates expire within ${var.soon_days} days" },
      { count = local.counts.overdue, one = "renewal is overdue", many = "renewals are overdue" },
    ]
  }
  found = { for level, problems in local.problems : level => [for p in problems : "${p.count} ${p.count == 1 ? p.one : p.many}" if p.count > 0] }

  level = (
    length(local.found.urgent) > 0 ? "urgent" :
    length(local.found.soon) > 0 ? "soon" :
    local.counts.total == 0 ? "empty" : "good"
  )
  advice = { urgent = "Act now", soon = "Plan ahead", empty = "Check the settings", good = "All is well" }[local.level]

  # The problems of this level: a, b and c.
  listed = lookup(local.found, local.level, [])
  verdict = (
    local.level == "empty" ? "The API key finds no certificates in this workspace." :
    local.level == "good" ? "No certificate expires within ${var.soon_days} days." :
    "${join(" and ", compact([join(", ", slice(local.listed, 0, length(local.listed) - 1)), local.listed[length(local.listed) - 1]]))}."
  )

  # The first week starts at the time of the report.
  weeks = [
    for week in range(ceil(var.days / 7)) : {
      from  = timeadd(local.now, "${week * 7 * 24}h")
      level = week * 7 < var.urgent_days ? "urgent" : week * 7 < var.soon_days ? "soon" : "good"
      count = length([for c in local.within.planned : c if floor(c.days_remaining / 7) == week])
    }
  ]
  highest = max(1, local.weeks[*].count...)
}

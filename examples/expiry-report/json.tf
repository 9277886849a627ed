output "json" {
  description = "The data of the report, in JSON."
  value = "${jsonencode({
    generated_at = local.now
    level        = local.level
    verdict      = local.verdict
    counts       = local.counts
    weeks        = [for week in local.weeks : { from = week.from, count = week.count }]
    certificates = [
      for i, c in data.tigertrust_certificates.all.certificates : merge(c, { group = local.certificates[i].group })
    ]
  })}\n"
}

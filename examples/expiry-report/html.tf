locals {
  html = {
    for text in toset(compact(flatten([var.title, [for c in local.certificates : [c.label, c.issuer, c.renewal, c.id]]]))) :
    text => replace(replace(replace(replace(replace(text, "&", "&amp;"), "<", "&lt;"), ">", "&gt;"), "\"", "&quot;"), "'", "&#39;")
  }
}

output "html" {
  description = "The report, as an HTML page without scripts and external resources."
  value = templatefile("${path.module}/templates/report.html.tftpl", {
    title    = local.html[var.title]
    now      = local.now
    level    = local.level
    advice   = local.advice
    verdict  = local.verdict
    counters = local.counters
    chart    = local.counts.planned > 0
    days     = var.days
    weeks    = local.weeks
    highest  = local.highest
    sections = local.sections
    escaped  = local.html
  })
}

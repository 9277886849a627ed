locals {
  # Every character that means something in Markdown, and dots that could make a link.
  markdown = {
    for text in toset(compact(flatten([for c in local.certificates : [c.label, c.issuer, c.renewal, c.id]]))) :
    text => replace(text, "/[!-&(-+:-@\\[-`{-~\\/]|\\.\\b/", "\\$0")
  }

  # In code, no website turns a name into a link or a mention. A code span cannot
  # contain every character.
  markdown_labels = {
    for c in local.certificates : c.label => can(regex("^[\\w.*-]+$", c.label)) ? "`${c.label}`" : "<code>${local.markdown[c.label]}</code>"...
  }

  # Each bar has at most 40 characters. A week with a certificate has at least one.
  bars = [
    for week in local.weeks :
    "${formatdate("DD MMM", week.from)}  ${join("", [for i in range(ceil(week.count * 40 / max(40, local.highest))) : "█"])}${week.count == 0 ? "·" : " ${week.count}"}"
  ]
}

output "report" {
  description = "The report, in Markdown."
  value = templatefile("${path.module}/templates/report.md.tftpl", {
    title    = var.title
    now      = local.now
    symbol   = { urgent = "🔴", soon = "🟡", empty = "🟡", good = "🟢" }[local.level]
    advice   = local.advice
    verdict  = local.verdict
    counters = local.counters
    chart    = local.counts.planned > 0
    days     = var.days
    bars     = local.bars
    sections = local.sections
    labels   = local.markdown_labels
    escaped  = local.markdown
  })
}

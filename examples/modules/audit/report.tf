locals {
  # The sections of the report: a heading, the header of the table and its rows.
  sections = [
    {
      title  = "Revoked, but still deployed"
      header = ["id", "certificate", "owner", "deployed at"]
      rows   = [for f in local.revoked_deployed : [f.id, f.common_name, f.owner, join("<br>", f.locations)]]
    },
    {
      title  = "Weak keys"
      header = ["id", "certificate", "owner", "key", "expires"]
      rows   = [for f in local.weak_keys : [f.id, f.common_name, f.owner, f.key, f.valid_to]]
    },
    {
      title  = "Orphans: in no Terraform state"
      header = ["id", "certificate", "owner", "key", "expires"]
      rows   = [for f in local.orphans : [f.id, f.common_name, f.owner, f.key, f.valid_to]]
    },
    {
      title  = "Duplicates: several live certificates with the same names"
      header = ["names", "owner", "certificates"]
      rows   = [for f in local.duplicates : [f.names, f.certificates[0].owner, join("<br>", [for c in f.certificates : "${c.id}: ${c.key}, until ${coalesce(c.valid_to, "–")}"])]]
    },
    {
      title  = "Discovered, but not imported"
      header = ["id", "certificate", "owner", "key", "expires", "found at"]
      rows   = [for f in local.discovered_findings : [f.id, f.common_name, f.owner, f.key, f.valid_to, f.location]]
    },
  ]

  # Markdown reads a bar as the end of a cell.
  tables = [
    for section in local.sections : join("\n", concat(
      ["## ${section.title}", "", "| ${join(" | ", section.header)} |", "|${join("|", [for cell in section.header : "---"])}|"],
      [for row in section.rows : "| ${join(" | ", [for cell in row : replace(try(coalesce(cell), "–"), "|", "\\|")])} |"],
    )) if length(section.rows) > 0
  ]

  report = join("\n\n", concat(
    [
      "# Certificate audit",
      "Certificates: ${length(local.certificates)}. Findings: ${sum(values(local.counts)) == 0 ? "none" : sum(values(local.counts))}.",
    ],
    local.searches_orphans ? [] : ["Orphans were not searched for: `managed_certificate_ids` is not set."],
    local.tables,
  ))
}

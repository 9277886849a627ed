# A report of what expires when, in Markdown with a Mermaid timeline:
#
#   terraform apply && terraform output -raw report > report.md

terraform {
  required_providers {
    tigertrust = {
      source = "tigertrust/tigertrust"
    }
  }
}

provider "tigertrust" {}

variable "days" {
  description = "How far the report looks ahead."
  type        = number
  default     = 90
}

data "tigertrust_certificates" "expiring" {
  expires_within_days = var.days
}

locals {
  certificates = data.tigertrust_certificates.expiring.certificates

  # Mermaid reads a colon as the end of a name, and Markdown a bar as the end
  # of a cell.
  names = { for c in local.certificates : c.id => replace(replace(coalesce(c.common_name, "certificate ${c.id}"), ":", " "), "|", " ") }

  months = distinct([for c in local.certificates : formatdate("MMMM YYYY", c.valid_to)])

  # A column for each month, and in it what expires, one below the other. Long
  # names are broken behind their first label.
  timeline = join("\n", [
    for month in local.months : "    ${month} : ${join("\n        : ", [
      for c in local.certificates : "${formatdate("DD MMM", c.valid_to)}<br>${replace(local.names[c.id], "/^((?:[*][.])?[^.]+[.])/", "$1<br>")}" if formatdate("MMMM YYYY", c.valid_to) == month
    ])}"
  ])

  rows = join("\n", [
    for c in local.certificates :
    "| ${local.names[c.id]} | ${formatdate("YYYY-MM-DD", c.valid_to)} | ${c.days_remaining} | ${coalesce(c.issuer, "–")} | ${coalesce(c.renewal_status, "–")} |"
  ])
}

output "report" {
  description = "The report, in Markdown."
  value       = length(local.certificates) == 0 ? "# Certificates\n\nNothing expires within ${var.days} days.\n" : <<-EOT
    # Certificates that expire within ${var.days} days

    ```mermaid
    timeline
        title ${length(local.certificates)} certificates
    ${local.timeline}
    ```

    | certificate | expires | days left | issuer | renewal |
    |---|---|---|---|---|
    ${local.rows}
  EOT
}

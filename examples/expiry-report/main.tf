# A report of the certificates that expire soon, in Markdown with a Mermaid timeline:
#
#   terraform apply && terraform output -raw report > report.md

terraform {
  required_version = ">= 1.5"

  required_providers {
    tigertrust = {
      source  = "tigertrust/tigertrust"
      version = "~> 0.1"
    }
  }
}

provider "tigertrust" {}

variable "days" {
  description = "Number of days that the report looks ahead."
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

  # One column for each month, with the certificates that expire in it. A line break
  # follows the first label of each name.
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

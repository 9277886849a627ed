# A report of all certificates of a workspace. A read-only API key is sufficient:
#
#   terraform init && terraform apply
#   terraform output -raw report      > report.md     # Markdown
#   terraform output -raw html        > report.html   # a page for browsers and printers
#   terraform output -raw json        > report.json   # data for other tools
#   terraform output -raw openmetrics > report.prom   # metrics for Prometheus

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

variable "title" {
  description = "Title of the report."
  type        = string
  default     = "Certificates"
}

variable "urgent_days" {
  description = "Number of days before expiry at which a certificate needs action now. Choose fewer days than the smallest renewal threshold of your certificates."
  type        = number
  default     = 7
}

variable "soon_days" {
  description = "Number of days before expiry at which a certificate needs attention."
  type        = number
  default     = 30
}

variable "days" {
  description = "Number of days that the chart looks ahead. Certificates that expire later are in a collapsed section."
  type        = number
  default     = 90
}

variable "max_rows" {
  description = "Maximum number of rows in each table. A job summary of GitHub holds 1 MiB, about 8,000 rows."
  type        = number
  default     = 1000
}

variable "now" {
  description = "Time of the report, in RFC 3339 format and UTC. Defaults to the time of the plan."
  type        = string
  default     = null
}

data "tigertrust_certificates" "all" {
  sort_by = "expires_at"
}

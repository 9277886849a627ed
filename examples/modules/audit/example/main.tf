# Reports on all certificates of a workspace. It changes nothing, so a read-only API
# key is sufficient:
#
#   terraform init && terraform apply && terraform output -raw report

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

variable "managed_certificate_ids" {
  description = "IDs of the certificates in all Terraform states. The README of the module shows how to collect them. By default, orphans are not reported."
  type        = set(string)
  default     = null
}

module "audit" {
  source = "../"

  managed_certificate_ids = var.managed_certificate_ids

  owners = {
    "*.shop.example.com" = "team-shop"
    "*.example.com"      = "team-platform"
  }
}

output "report" {
  value = module.audit.report
}

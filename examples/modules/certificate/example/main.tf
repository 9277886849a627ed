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

module "www" {
  source = "../"

  common_name               = "www.example.com"
  subject_alternative_names = ["example.com"]
  targets                   = ["nginx-main"]
  agent_id                  = "agent-prod-01"

  # Remove this line to deploy without verifying.
  endpoints = ["www.example.com:443"]
}

output "expires" {
  value = module.www.valid_to
}

# A file such as certificates.tfquery.hcl, next to the .tf file with the terraform and
# provider blocks. Requires Terraform 1.14 or later.
#
#   terraform query -generate-config-out=deployments.tf

list "tigertrust_certificate_deployment" "prod" {
  provider         = tigertrust
  include_resource = true

  config {
    agent_id = "agent-prod-01"
  }
}

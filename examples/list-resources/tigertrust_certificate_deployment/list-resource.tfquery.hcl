# terraform query -generate-config-out=deployments.tf
list "tigertrust_certificate_deployment" "prod" {
  provider         = tigertrust
  include_resource = true

  config {
    agent_id = "agent-prod-01"
  }
}

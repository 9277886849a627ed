import {
  to = tigertrust_certificate_deployment.shop

  identity = {
    certificate_id = "1007"
    agent_id       = "agent-prod-01"
    targets        = ["nginx-main"]
  }
}

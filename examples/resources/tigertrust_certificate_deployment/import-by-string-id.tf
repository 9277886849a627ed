import {
  to = tigertrust_certificate_deployment.shop
  id = "1007/agent-prod-01/nginx-main"
}

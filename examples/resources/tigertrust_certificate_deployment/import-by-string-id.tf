import {
  to = tigertrust_certificate_deployment.shop
  id = "1045/agent-prod-01/nginx-main"
}

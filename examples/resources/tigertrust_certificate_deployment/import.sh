# CERTIFICATE_ID/AGENT_ID/TARGET[,TARGET]
terraform import tigertrust_certificate_deployment.shop 1007/agent-prod-01/nginx-main

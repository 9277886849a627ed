# CERTIFICATE_ID/AGENT_ID/TARGET[,TARGET]; the agent may be empty. Before 1.7,
# Terraform cannot generate the configuration of a deployment.
terraform import tigertrust_certificate_deployment.shop 1045/agent-prod-01/nginx-main

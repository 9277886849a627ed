# Requires Terraform 1.10 or OpenTofu 1.11.
variable "tigertrust_api_key" {
  description = "API key. Defaults to the environment variable TIGERTRUST_API_KEY."
  type        = string
  sensitive   = true
  ephemeral   = true
  default     = null
}

provider "tigertrust" {
  api_key             = var.tigertrust_api_key
  workspace_id        = "ws_123456"
  requests_per_second = 20
}

terraform {
  required_providers {
    tigertrust = {
      source = "tigertrust/tigertrust"
    }
  }
}

# The API key comes from the environment variable TIGERTRUST_API_KEY.
provider "tigertrust" {
  workspace_id        = "ws_123456"
  requests_per_second = 20
}

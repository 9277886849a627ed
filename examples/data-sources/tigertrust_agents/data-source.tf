terraform {
  required_version = ">= 1.5"

  required_providers {
    tigertrust = {
      source  = "tigertrust/tigertrust"
      version = "~> 0.1"
    }
  }
}

# The agents that have discovered certificates in Kubernetes, and their hosts.
data "tigertrust_agents" "kubernetes" {
  source = "kubernetes"
}

output "kubernetes_agents" {
  value = { for agent in data.tigertrust_agents.kubernetes.agents : agent.id => agent.hostnames }
}

# Terraform 1.16 or later: deploy every certificate to a second agent as well, when
# it is ordered or renewed. The caller is the certificate that triggers the action.
resource "tigertrust_certificate" "each" {
  for_each    = toset(["shop.example.com", "blog.example.com"])
  common_name = each.key

  lifecycle {
    action_trigger {
      events     = [after_create, after_update]
      actions    = [action.tigertrust_certificate_deploy.standby]
      on_failure = continue
    }
  }
}

action "tigertrust_certificate_deploy" "standby" {
  config {
    certificate_id = caller.id
    targets        = ["nginx-main"]
    agent_id       = "agent-prod-02"
  }
}

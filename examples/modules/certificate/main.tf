locals {
  tigertrust_renews = var.terraform_renewal_method == null
}

resource "tigertrust_certificate" "this" {
  common_name               = var.common_name
  subject_alternative_names = var.subject_alternative_names
  certificate_authority_id  = var.certificate_authority_id
  key_type                  = var.key_type
  key_size                  = coalesce(var.key_size, { ECDSA = 256, RSA = 2048 }[var.key_type])
  validity_days             = var.validity_days

  # TigerTrust renews the certificate and deploys it to the targets, or Terraform
  # does both.
  auto_renew             = local.tigertrust_renews
  renewal_threshold_days = local.tigertrust_renews ? var.renewal_threshold_days : null
  deployment_targets     = local.tigertrust_renews ? var.targets : []
  renewal = local.tigertrust_renews ? null : {
    method                = var.terraform_renewal_method
    min_percent_remaining = 33
  }

  on_destroy = var.on_destroy

  lifecycle {
    # Order and deploy the replacement before the current certificate is revoked.
    create_before_destroy = true

    precondition {
      condition     = !local.tigertrust_renews || var.expiry_warning_days < var.renewal_threshold_days
      error_message = "expiry_warning_days must be less than renewal_threshold_days. Otherwise, the module warns before TigerTrust renews the certificate."
    }

    precondition {
      condition     = !var.check_endpoints || length(var.endpoints) > 0
      error_message = "check_endpoints requires endpoints."
    }
  }
}

resource "tigertrust_certificate_deployment" "this" {
  certificate_id = tigertrust_certificate.this.id
  targets        = var.targets
  agent_id       = var.agent_id

  # A certificate that Terraform orders, renews or replaces is deployed in the same
  # apply.
  certificate_fingerprint = tigertrust_certificate.this.fingerprint
  redeploy_on_renewal     = !local.tigertrust_renews

  verify = length(var.endpoints) == 0 ? null : {
    endpoints   = var.endpoints
    server_name = var.server_name
    timeout     = "2m"
  }
}

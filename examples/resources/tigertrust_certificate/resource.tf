resource "tigertrust_certificate" "shop" {
  common_name               = "shop.example.com"
  subject_alternative_names = ["www.shop.example.com"]
  certificate_authority_id  = 5

  key_type      = "ECDSA"
  key_size      = 256
  validity_days = 90

  auto_renew             = true
  renewal_threshold_days = 30
  deployment_targets     = ["nginx-main", "haproxy-lb"]

  # Have the successor before the predecessor is revoked.
  lifecycle {
    create_before_destroy = true
  }
}

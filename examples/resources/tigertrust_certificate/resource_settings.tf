resource "tigertrust_certificate" "shop" {
  common_name               = "shop.example.com"
  subject_alternative_names = ["www.shop.example.com"]
  certificate_authority_id  = 5

  key_type      = "ECDSA"
  key_size      = 256
  validity_days = 90

  # TigerTrust renews the certificate and deploys it to the targets.
  auto_renew             = true
  renewal_threshold_days = 30
  deployment_targets     = ["nginx-main", "haproxy-lb"]

  lifecycle {
    create_before_destroy = true
  }
}

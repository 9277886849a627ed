# A file such as certificates.tfquery.hcl, next to the .tf file with the terraform and
# provider blocks. Requires Terraform 1.14 or later.
#
#   terraform query -generate-config-out=certificates.tf

list "tigertrust_certificate" "expiring" {
  provider         = tigertrust
  include_resource = true

  config {
    status = "expiring"
  }
}

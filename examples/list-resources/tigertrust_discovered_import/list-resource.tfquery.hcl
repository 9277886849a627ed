# A file such as certificates.tfquery.hcl, next to the .tf file with the terraform and
# provider blocks. Requires Terraform 1.14 or later.
#
#   terraform query -generate-config-out=imports.tf

list "tigertrust_discovered_import" "kubernetes" {
  provider         = tigertrust
  include_resource = true

  config {
    source = "kubernetes"
  }
}

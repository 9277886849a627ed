# terraform query -generate-config-out=imports.tf
list "tigertrust_discovered_import" "kubernetes" {
  provider         = tigertrust
  include_resource = true

  config {
    source = "kubernetes"
  }
}

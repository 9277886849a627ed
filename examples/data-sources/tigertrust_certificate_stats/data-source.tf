data "tigertrust_certificate_stats" "all" {}

output "expiring_soon" {
  value = data.tigertrust_certificate_stats.all.expiring_7_days
}

# What TigerTrust should have renewed two days ago or earlier.
data "tigertrust_certificates" "overdue" {
  overdue_by_days = 2
}

output "overdue" {
  value = { for c in data.tigertrust_certificates.overdue.certificates : c.common_name => c.days_overdue... }
}

# Certificates whose renewal by TigerTrust is at least two days overdue.
data "tigertrust_certificates" "overdue" {
  overdue_by_days = 2
}

output "overdue" {
  value = { for c in data.tigertrust_certificates.overdue.certificates : c.common_name => c.days_overdue... }
}

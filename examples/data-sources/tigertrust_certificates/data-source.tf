# What expires within 30 days, the next one first.
data "tigertrust_certificates" "expiring" {
  expires_within_days = 30
}

output "expiring" {
  value = { for c in data.tigertrust_certificates.expiring.certificates : c.common_name => c.valid_to... }
}

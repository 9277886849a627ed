output "report" {
  description = "All findings, in Markdown."
  value       = "${local.report}\n"
}

output "counts" {
  description = "Number of findings of each kind."
  value       = local.counts
}

output "orphans" {
  description = "Live certificates that are not among managed_certificate_ids: id, common_name, owner, key, valid_to."
  value       = local.orphans
}

output "weak_keys" {
  description = "Live certificates with weak keys, with the same attributes."
  value       = local.weak_keys
}

output "duplicates" {
  description = "Live certificates with the same names: names, and certificates with the same attributes."
  value       = local.duplicates
}

output "unimported" {
  description = "Discovered certificates that are not imported and have not expired, with the same attributes and location."
  value       = local.discovered_findings
}

output "revoked_deployed" {
  description = "Revoked certificates that have not expired and are still deployed, with the same attributes and locations."
  value       = local.revoked_deployed
}

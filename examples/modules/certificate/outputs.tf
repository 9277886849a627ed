output "id" {
  description = "ID of the certificate in TigerTrust."
  value       = tigertrust_certificate.this.id
}

output "fingerprint" {
  description = "SHA-256 fingerprint of the certificate."
  value       = tigertrust_certificate.this.fingerprint
}

output "valid_to" {
  description = "Time at which the certificate expires, in RFC 3339 format."
  value       = tigertrust_certificate.this.valid_to
}

output "renewal_due_at" {
  description = "Time at which TigerTrust or Terraform renews the certificate, in RFC 3339 format."
  value       = tigertrust_certificate.this.renewal_due_at
}

output "full_chain_pem" {
  description = "Certificate followed by the CA certificates of its chain, in PEM format."
  value       = tigertrust_certificate.this.full_chain_pem
}

output "locations" {
  description = "Hosts and paths of the deployed certificate."
  value       = tigertrust_certificate_deployment.this.locations
}

# Values of a certificate for shop.example.com and www.shop.example.com, for
# terraform test without an account. Without them, Terraform uses random strings,
# which functions cannot parse.

mock_resource "tigertrust_certificate" {
  defaults = {
    id              = "1001"
    certificate_pem = <<-EOT
      -----BEGIN CERTIFICATE-----
      MIIBtTCCAVqgAwIBAgIGA6vN7xI0MAoGCCqGSM49BAMCMBsxGTAXBgNVBAMMEHNo
      b3AuZXhhbXBsZS5jb20wIBcNMjYxMTI2MDI0NDI0WhgPMjA1NjExMTgwMjQ0MjRa
      MBsxGTAXBgNVBAMMEHNob3AuZXhhbXBsZS5jb20wWTATBgcqhkjOPQIBBggqhkjO
      PQMBBwNCAATNje1q65tYSTNRdxZKN3cPVAdTHoYeiojIUpA+gKWDd4KRU+AiVO6H
      kDDmEn+J4Y8S8xny6kgxDnl8F5nUjSe4o4GHMIGEMB0GA1UdDgQWBBTdrPQfMUvi
      0Kpo3HOUqSPjljHVVDAfBgNVHSMEGDAWgBTdrPQfMUvi0Kpo3HOUqSPjljHVVDAP
      BgNVHRMBAf8EBTADAQH/MDEGA1UdEQQqMCiCEHNob3AuZXhhbXBsZS5jb22CFHd3
      dy5zaG9wLmV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0kAMEYCIQDUkGvPIUACVqIt
      chdwBCJ0xivHocLlDYDLRMM0okpegQIhAOLYopF4ajVp9S+7dGIp7A9DRDRak38W
      d8KFs0qwwsYd
      -----END CERTIFICATE-----
    EOT
    full_chain_pem  = <<-EOT
      -----BEGIN CERTIFICATE-----
      MIIBtTCCAVqgAwIBAgIGA6vN7xI0MAoGCCqGSM49BAMCMBsxGTAXBgNVBAMMEHNo
      b3AuZXhhbXBsZS5jb20wIBcNMjYxMTI2MDI0NDI0WhgPMjA1NjExMTgwMjQ0MjRa
      MBsxGTAXBgNVBAMMEHNob3AuZXhhbXBsZS5jb20wWTATBgcqhkjOPQIBBggqhkjO
      PQMBBwNCAATNje1q65tYSTNRdxZKN3cPVAdTHoYeiojIUpA+gKWDd4KRU+AiVO6H
      kDDmEn+J4Y8S8xny6kgxDnl8F5nUjSe4o4GHMIGEMB0GA1UdDgQWBBTdrPQfMUvi
      0Kpo3HOUqSPjljHVVDAfBgNVHSMEGDAWgBTdrPQfMUvi0Kpo3HOUqSPjljHVVDAP
      BgNVHRMBAf8EBTADAQH/MDEGA1UdEQQqMCiCEHNob3AuZXhhbXBsZS5jb22CFHd3
      dy5zaG9wLmV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0kAMEYCIQDUkGvPIUACVqIt
      chdwBCJ0xivHocLlDYDLRMM0okpegQIhAOLYopF4ajVp9S+7dGIp7A9DRDRak38W
      d8KFs0qwwsYd
      -----END CERTIFICATE-----
    EOT
    fingerprint     = "SHA256:4be25f805c86463cae718845f164084ec092b6e87fed57404c88d411917ca5cb"
    serial_number   = "03:ab:cd:ef:12:34"
    issuer          = "shop.example.com"
    status          = "active"
    valid_from      = "2026-11-26T02:44:24Z"
    valid_to        = "2056-11-18T02:44:24Z"
  }
}

mock_data "tigertrust_certificate" {
  defaults = {
    id              = "1001"
    days_remaining  = 60
    certificate_pem = <<-EOT
      -----BEGIN CERTIFICATE-----
      MIIBtTCCAVqgAwIBAgIGA6vN7xI0MAoGCCqGSM49BAMCMBsxGTAXBgNVBAMMEHNo
      b3AuZXhhbXBsZS5jb20wIBcNMjYxMTI2MDI0NDI0WhgPMjA1NjExMTgwMjQ0MjRa
      MBsxGTAXBgNVBAMMEHNob3AuZXhhbXBsZS5jb20wWTATBgcqhkjOPQIBBggqhkjO
      PQMBBwNCAATNje1q65tYSTNRdxZKN3cPVAdTHoYeiojIUpA+gKWDd4KRU+AiVO6H
      kDDmEn+J4Y8S8xny6kgxDnl8F5nUjSe4o4GHMIGEMB0GA1UdDgQWBBTdrPQfMUvi
      0Kpo3HOUqSPjljHVVDAfBgNVHSMEGDAWgBTdrPQfMUvi0Kpo3HOUqSPjljHVVDAP
      BgNVHRMBAf8EBTADAQH/MDEGA1UdEQQqMCiCEHNob3AuZXhhbXBsZS5jb22CFHd3
      dy5zaG9wLmV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0kAMEYCIQDUkGvPIUACVqIt
      chdwBCJ0xivHocLlDYDLRMM0okpegQIhAOLYopF4ajVp9S+7dGIp7A9DRDRak38W
      d8KFs0qwwsYd
      -----END CERTIFICATE-----
    EOT
    full_chain_pem  = <<-EOT
      -----BEGIN CERTIFICATE-----
      MIIBtTCCAVqgAwIBAgIGA6vN7xI0MAoGCCqGSM49BAMCMBsxGTAXBgNVBAMMEHNo
      b3AuZXhhbXBsZS5jb20wIBcNMjYxMTI2MDI0NDI0WhgPMjA1NjExMTgwMjQ0MjRa
      MBsxGTAXBgNVBAMMEHNob3AuZXhhbXBsZS5jb20wWTATBgcqhkjOPQIBBggqhkjO
      PQMBBwNCAATNje1q65tYSTNRdxZKN3cPVAdTHoYeiojIUpA+gKWDd4KRU+AiVO6H
      kDDmEn+J4Y8S8xny6kgxDnl8F5nUjSe4o4GHMIGEMB0GA1UdDgQWBBTdrPQfMUvi
      0Kpo3HOUqSPjljHVVDAfBgNVHSMEGDAWgBTdrPQfMUvi0Kpo3HOUqSPjljHVVDAP
      BgNVHRMBAf8EBTADAQH/MDEGA1UdEQQqMCiCEHNob3AuZXhhbXBsZS5jb22CFHd3
      dy5zaG9wLmV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0kAMEYCIQDUkGvPIUACVqIt
      chdwBCJ0xivHocLlDYDLRMM0okpegQIhAOLYopF4ajVp9S+7dGIp7A9DRDRak38W
      d8KFs0qwwsYd
      -----END CERTIFICATE-----
    EOT
    fingerprint     = "SHA256:4be25f805c86463cae718845f164084ec092b6e87fed57404c88d411917ca5cb"
    serial_number   = "03:ab:cd:ef:12:34"
    issuer          = "shop.example.com"
    status          = "active"
    valid_from      = "2026-11-26T02:44:24Z"
    valid_to        = "2056-11-18T02:44:24Z"
  }
}

mock_resource "tigertrust_discovered_import" {
  defaults = {
    certificate_id  = "1001"
    common_name     = "shop.example.com"
    certificate_pem = <<-EOT
      -----BEGIN CERTIFICATE-----
      MIIBtTCCAVqgAwIBAgIGA6vN7xI0MAoGCCqGSM49BAMCMBsxGTAXBgNVBAMMEHNo
      b3AuZXhhbXBsZS5jb20wIBcNMjYxMTI2MDI0NDI0WhgPMjA1NjExMTgwMjQ0MjRa
      MBsxGTAXBgNVBAMMEHNob3AuZXhhbXBsZS5jb20wWTATBgcqhkjOPQIBBggqhkjO
      PQMBBwNCAATNje1q65tYSTNRdxZKN3cPVAdTHoYeiojIUpA+gKWDd4KRU+AiVO6H
      kDDmEn+J4Y8S8xny6kgxDnl8F5nUjSe4o4GHMIGEMB0GA1UdDgQWBBTdrPQfMUvi
      0Kpo3HOUqSPjljHVVDAfBgNVHSMEGDAWgBTdrPQfMUvi0Kpo3HOUqSPjljHVVDAP
      BgNVHRMBAf8EBTADAQH/MDEGA1UdEQQqMCiCEHNob3AuZXhhbXBsZS5jb22CFHd3
      dy5zaG9wLmV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0kAMEYCIQDUkGvPIUACVqIt
      chdwBCJ0xivHocLlDYDLRMM0okpegQIhAOLYopF4ajVp9S+7dGIp7A9DRDRak38W
      d8KFs0qwwsYd
      -----END CERTIFICATE-----
    EOT
    full_chain_pem  = <<-EOT
      -----BEGIN CERTIFICATE-----
      MIIBtTCCAVqgAwIBAgIGA6vN7xI0MAoGCCqGSM49BAMCMBsxGTAXBgNVBAMMEHNo
      b3AuZXhhbXBsZS5jb20wIBcNMjYxMTI2MDI0NDI0WhgPMjA1NjExMTgwMjQ0MjRa
      MBsxGTAXBgNVBAMMEHNob3AuZXhhbXBsZS5jb20wWTATBgcqhkjOPQIBBggqhkjO
      PQMBBwNCAATNje1q65tYSTNRdxZKN3cPVAdTHoYeiojIUpA+gKWDd4KRU+AiVO6H
      kDDmEn+J4Y8S8xny6kgxDnl8F5nUjSe4o4GHMIGEMB0GA1UdDgQWBBTdrPQfMUvi
      0Kpo3HOUqSPjljHVVDAfBgNVHSMEGDAWgBTdrPQfMUvi0Kpo3HOUqSPjljHVVDAP
      BgNVHRMBAf8EBTADAQH/MDEGA1UdEQQqMCiCEHNob3AuZXhhbXBsZS5jb22CFHd3
      dy5zaG9wLmV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0kAMEYCIQDUkGvPIUACVqIt
      chdwBCJ0xivHocLlDYDLRMM0okpegQIhAOLYopF4ajVp9S+7dGIp7A9DRDRak38W
      d8KFs0qwwsYd
      -----END CERTIFICATE-----
    EOT
    fingerprint     = "SHA256:4be25f805c86463cae718845f164084ec092b6e87fed57404c88d411917ca5cb"
    serial_number   = "03:ab:cd:ef:12:34"
    issuer          = "shop.example.com"
    status          = "active"
    valid_from      = "2026-11-26T02:44:24Z"
    valid_to        = "2056-11-18T02:44:24Z"
  }
}

mock_data "tigertrust_served_certificate" {
  defaults = {
    fingerprint    = "SHA256:4be25f805c86463cae718845f164084ec092b6e87fed57404c88d411917ca5cb"
    days_remaining = 60
    valid_from     = "2026-11-26T02:44:24Z"
    valid_to       = "2056-11-18T02:44:24Z"
  }
}

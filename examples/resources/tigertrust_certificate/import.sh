# A certificate is imported by its id, as TigerTrust shows it.
terraform import tigertrust_certificate.shop 1045

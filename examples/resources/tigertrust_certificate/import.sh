# The ID of the certificate in TigerTrust.
terraform import tigertrust_certificate.shop 1007

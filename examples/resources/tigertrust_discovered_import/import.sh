# The ID of the discovered certificate, or this ID and the ID of the managed
# certificate.
terraform import tigertrust_discovered_import.legacy 1003
terraform import tigertrust_discovered_import.legacy 1003:1008

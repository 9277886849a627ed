# By the id of the discovered certificate, or by that and the id of the managed
# certificate that it became.
terraform import tigertrust_discovered_import.legacy 1003
terraform import tigertrust_discovered_import.legacy 1003:1045

import {
  to = tigertrust_discovered_import.legacy

  identity = {
    discovered_certificate_id = "1003"
  }
}

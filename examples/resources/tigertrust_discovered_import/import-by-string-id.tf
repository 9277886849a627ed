import {
  to = tigertrust_discovered_import.legacy
  id = "1003:1008"
}

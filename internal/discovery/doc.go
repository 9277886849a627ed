// Package discovery is what Terraform sees of discovered certificates: the data
// source that lists them, and the resource tigertrust_discovered_import.
package discovery

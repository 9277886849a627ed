// Package discovery is what Terraform sees of discovered certificates: the data
// source that lists them, and the resource tigertrust_discovered_import, which
// reads in this order:
//
//	resource.go  what it is, and how it gets its client
//	schema.go    its attributes
//	model.go     those attributes in Go
//	plan.go      what cannot change
//	adopt.go     what is done where the certificate was imported already
//	create.go, read.go, update.go, delete.go, import.go
package discovery

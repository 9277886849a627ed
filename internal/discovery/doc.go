// Package discovery implements the data sources
// tigertrust_discovered_certificates and tigertrust_agents, and the resource
// tigertrust_discovered_import. Read the files of the resource in this order:
//
//	resource.go       type, metadata and configuration of the resource
//	schema.go         attributes
//	model.go          attributes as Go types
//	model_request.go  model to API request
//	plan.go           ModifyPlan: changes that the API does not support
//	adopt.go          adopts a certificate that was imported earlier
//	create.go, read.go, update.go, delete.go, import.go
//	list_resource.go  imports for terraform query
package discovery

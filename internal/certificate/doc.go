// Package certificate contains everything for managed certificates: a resource,
// data sources, a list resource and actions. The files of the resource, in
// reading order:
//
//	resource.go       constructor, Metadata, Configure, Schema
//	schema.go         attributes and their descriptions
//	model.go          model of the attributes, and how a response updates it
//	model_request.go  model to request
//	plan.go           ModifyPlan: no change, update, renewal or replacement
//	replacement.go    why a plan replaces the certificate
//	renewal.go        attribute renewal; package renewal decides
//	validate.go       checks of an order before it is sent
//	create.go, read.go, update.go, delete.go, import.go
//	order.go          submits an order
//	duplicates.go     certificates that existed before an order
//	recover.go        orders whose response was lost
//	move.go           moved blocks from tigertrust_discovered_import
//	private.go        keys and values of the private state
//
// The list resource is in list_resource.go, each data source in a file whose name
// ends in _datasource.go, and what data sources share in files that begin with
// datasource_. Each action has a file of its own, and action.go contains what
// they share.
package certificate

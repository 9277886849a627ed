// Package certificate is everything that Terraform sees of a managed
// certificate. The resource reads in this order:
//
//	resource.go        what it is, and how it gets its client
//	schema.go          its attributes
//	model.go           those attributes in Go, and what an answer may change
//	model_request.go   model → request
//	plan.go            what a change does: nothing, update or replacement
//	renewal.go         whether a plan renews
//	validate.go        what is refused before anything is ordered
//	create.go, read.go, update.go, delete.go, import.go
//	move.go            from tigertrust_discovered_import, by a moved block
//	list_resource.go   what terraform query finds
//	action.go          what the actions share, with a file for each of them
//	order.go           one order, until it has an id
//	twins.go           what an earlier run may have ordered already
//	recover.go         what became of an order whose answer is lost
//	renew.go           a renewal, from the order to its end
//	renew_report.go    what is said of it
//	renewal_settle.go  what a renewal, or a look at the clock, leaves behind
//	renewal_order.go   the renewal that has not shown yet
//	renewal_memory.go  what the private state knows of renewals
//	private.go         what is remembered beside the state
//
// What it shares with other resources that hold a certificate is in package
// managed. The data sources are one file each, with datasource_schema.go,
// datasource_model.go and datasource_order.go for what they have in common.
package certificate

// Package certificate is everything that Terraform sees of a managed
// certificate. The resource reads in this order:
//
//	resource.go        what it is, and how it gets its client
//	schema.go          its attributes
//	model.go           those attributes in Go, and what an answer may change
//	model_request.go   model → request
//	model_response.go  answer → model
//	plan.go            what a change does: nothing, update or replacement
//	validate.go        what is refused before anything is ordered
//	create.go, read.go, update.go, delete.go, import.go
//	await.go           waiting for an issuance
//	listing.go         what the list of certificates is asked for
//	names.go           when two sets of names are the same
//	private.go         what is remembered beside the state
package certificate

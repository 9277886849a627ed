// Package tigertrust is a client of the TigerTrust Certificates API. It knows
// the API and HTTP, and imports nothing of Terraform.
//
// A call runs through a short chain, one file each:
//
//	call.go       builds the request, reads the answer's envelope
//	retry.go      decides what is sent again, and when
//	gate.go       one gate for every request of a client: throttling, pacing
//	observe.go    tells an observer about each attempt
//	exchange.go   one HTTP exchange: time limit, size limit
//	transport.go  connections, TLS, redirects
//
// Lists are read by:
//
//	page.go       a whole list, as one consistent reading
//	every.go      a list as a stream, page by page
//	inventory.go  single certificates out of the list, once that is cheaper
//
// A client lives for one run of Terraform, and keeps what the resources of that
// run have to know of each other:
//
//	walk.go       answers that those share who need the same certificate
//	queue.go      turns of those who must not go at the same time
//	run.go        which certificates were ordered, claimed and taken over
//
// Answers are read tolerantly: every field but the id is a pointer, and nil
// means that the answer did not tell, whether the field was absent or null.
// Requests carry only the fields that the API documents, and only those that
// are set.
package tigertrust

// Package tigertrust is a client of the TigerTrust Certificates API. It mirrors
// the API reference, keeps no state between calls except for the request rate,
// and imports nothing of Terraform.
//
// A [Client] handles each call in a chain of links, one file each:
//
//	call.go        makes the request, decodes the response
//	retry.go       sends a request again
//	rate_limit.go  delays requests, adapts to the rate that the server accepts
//	observe.go     reports each attempt to an [Observer]
//	attempt.go     limits time and size of one attempt
//	connection.go  whether the attempt was sent
//	transport.go   connections, TLS, redirects
//	proxy.go       proxies that refuse a connection
//
// The endpoints of the reference:
//
//	certificate.go       get, create, update
//	certificate_list.go  list, in three ways
//	operation.go         revoke, renew, deploy
//	discovered.go        discovered certificates
//	statistics.go        statistics
//
// Lists are read by:
//
//	page.go   one page, and the pages one after the other
//	list.go   a complete list, a list page by page, the start of a list
//	pager.go  page 1, and the other pages on demand
//
// Text of the server is made safe in three places, which nothing bypasses:
//
//	filter.go     removes private keys and the API key from each response body
//	pem.go        keeps only the certificates of a PEM field
//	printable.go  makes errors, messages and headers fit for a terminal
//
// The remaining files are client.go and endpoint.go (configuration), error.go,
// private_key.go and secret.go (what is removed), subject.go (responses about
// another certificate), id.go and time.go (values), and decode.go (field by field).
//
// size.go rejects responses that would take too much memory. Others are decoded
// tolerantly: every field except the id is a pointer, which is nil if the field is
// absent or null. Requests contain only fields of the reference, and only those that
// are set.
package tigertrust

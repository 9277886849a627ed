// Package poll waits for results that the API produces asynchronously.
//
//   - deadline.go: time limits, and the error of an operation that exceeds one
//   - poll.go: the polling loop
//   - search.go: the search for the result of a request whose response was lost
//   - send.go: requests that must not take effect twice
package poll

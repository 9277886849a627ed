// Package lifecycle manages one certificate on the server: reading it, waiting
// for it, finding its replacements and revoking it. All resources that manage a
// certificate use it.
//
//   - certificate.go: the certificate of a resource, and its name in messages
//   - read.go: the read of a refresh, and when a certificate counts as deleted
//   - observation.go: the certificate as it was read, by id or from the list
//   - complete.go: fields that only the list returns
//   - origin.go: endpoint, workspace and time of the order, in the private state
//   - wait.go: waiting for the issuance, or until the API finds the certificate
//   - replacements.go: newer certificates that share a name
//   - destroy.go: revoking or abandoning a certificate whose resource is destroyed
//   - revoke.go: the revocation itself
package lifecycle

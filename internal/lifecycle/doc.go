// Package lifecycle manages one certificate on the server: it reads it, waits
// for it, finds its replacements and revokes it. The resources that hold a
// certificate share it.
//
//   - certificate.go: the certificate that a resource holds, and its name in messages
//   - read.go: reading it for a refresh, and when it counts as deleted
//   - observation.go: the certificate as it was read, by its id or from the list
//   - complete.go: fields that only the list returns
//   - origin.go: where and when it was ordered, kept in the private state
//   - wait.go: waiting for its issuance, or until the API finds it
//   - replacements.go: newer certificates for the same names
//   - destroy.go: revoking it when its resource is destroyed
//   - revoke.go: the revocation itself
package lifecycle

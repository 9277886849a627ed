// Package simulation contains a test that runs random sequences of what a server
// does on its own and of what people do with Terraform, and checks one rule after
// each step: the provider never orders, renews, revokes or changes a certificate
// unless a person changed the configuration, the attribute renewal asks for it,
// or a plan showed that the certificate was revoked.
//
// A seed determines a sequence. See TestSimulation for how to repeat one.
package simulation

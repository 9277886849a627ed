// Package killed tests that no certificate is lost when the provider and Terraform
// are killed at random moments: certificates that are in no state are adopted with
// adopt_existing, and named in the output of the next applies without it.
//
// The provider runs in processes of its own, which share a clock with the mock server
// that is faster than the clock of the system.
package killed

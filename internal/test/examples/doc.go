// Package examples contains the tests of what users copy and read: the examples, the
// modules, policies and pipelines among them, and the guides. Each runs with a real
// Terraform against the mock server.
package examples

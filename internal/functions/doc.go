// Package functions is the provider's functions: what a configuration can ask
// about a certificate and about times without asking TigerTrust. They are
// pure, so that Terraform can call them whenever it likes: they know neither
// the API nor what time it is.
package functions

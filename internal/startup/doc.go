// Package startup tunes the provider process before it serves: Terraform starts one
// process for each command. It also serves the provider for a debugger.
package startup

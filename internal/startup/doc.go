// Package startup tunes the provider process before it serves. Terraform starts one
// process for each command.
package startup

// Package startup prepares the process of the provider before it serves:
// Terraform starts it for each command, and it ends with the command.
package startup

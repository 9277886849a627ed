// Package faultmatrix tests the provider as a whole against a network and an API
// that fail: every endpoint with every fault of the mock server, whenever it may
// occur. It holds tests only.
//
//	cell_test.go       one cell: an operation, a fault, and when it occurs
//	operation_test.go  what Terraform does at each endpoint
//	fault_test.go      what goes wrong, and when
//	matrix_test.go     all cells, and their table
//	door_test.go       connections that are refused
//	terraform_test.go  the worst cells, through a real Terraform
//	chaos_test.go      many resources on a server that is hostile at random
package faultmatrix

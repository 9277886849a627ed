// Package faultmatrix tests the whole provider against network and API failures:
// each endpoint with each fault of the mock server. It only contains tests.
//
//	matrix_test.go     all cells, and their table
//	cell_test.go       one cell: an operation during a fault
//	operation_test.go  what Terraform does with each endpoint
//	fault_test.go      the faults, and when they occur
//	listener_test.go   refused connections
//	terraform_test.go  the worst faults, with a real Terraform
//	chaos_test.go      many resources on a server with random faults
package faultmatrix

// Command conformance compares a TigerTrust account with the API reference and
// with what the provider assumes where the reference is silent. Without -order it
// only sends GET requests. It prints a table and writes conformance.json, which
// the mock server can imitate.
//
// One observation has three steps, in files of these names:
//
//	survey*.go   sends requests and records values, such as list.limit = honored
//	points*.go   the points of the table: what the reference documents, what the
//	             provider assumes, which values it works with
//	table.go, report.go  print and write the points with their values
//
// The values alone decide what the table contains. They are a vocabulary that
// describes forms, and never texts of the account. The tool reads the API with its
// own code (api.go, form.go); only replay.go uses the provider's client, to decide
// whether the provider can read a value.
package main

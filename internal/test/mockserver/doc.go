// Package mockserver simulates TigerTrust in memory: an http.Handler that
// serves the Certificates API as its published reference describes it, for
// tests and for trying out the provider by hand.
//
// The package implements the reference independently. It shares no type with
// the API client, so a mistake in a field name cannot hide by being made on
// both sides. It is as strict as a production API, and deliberately awkward
// where the reference leaves room: lists have no useful order, names are
// returned in a different order than they were sent, and single certificates
// and list items contain different fields.
//
// The zero [Options] implement the documented behavior. Where the reference is
// silent, the mock decides once; comments mark such decisions as "not
// documented". Options vary them, [Server.Inject] scripts faults, and
// [Server.Journal] records every request. README.md lists the goals, all
// undocumented decisions, the files, and how to add an option.
package mockserver

// Package mockserver is TigerTrust in memory: an http.Handler that serves the
// Certificates API as its published reference describes it, for tests and for
// trying the provider by hand.
//
// It is a reading of the reference of its own. It shares no type with the API
// client, so that a mistake in a field name cannot be made on both sides at
// once. It is as strict as a production API, and deliberately awkward where
// the reference leaves room: lists are in no useful order, names come back
// rearranged, single and list answers carry different fields.
//
// A zero [Options] gives the documented behaviour. What the reference leaves
// open is decided once and named "our invention" where it is decided; options
// vary it, [Server.Inject] scripts faults, and [Server.Journal] tells what was
// asked. The README has the whole table.
package mockserver

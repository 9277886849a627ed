package acctest

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// SentBodies returns the bodies of the requests with a method and a path
// pattern, in the order of their arrival, as compact JSON with sorted members.
func (e *Environment) SentBodies(t *testing.T, method, pattern string) []string {
	t.Helper()
	var bodies []string
	for _, entry := range e.Mock.Journal().Matching(method, pattern) {
		bodies = append(bodies, sortedJSON(t, entry.Body))
	}
	return bodies
}

// MustHaveSent checks that the requests with a method and a path pattern had
// exactly these bodies, in this order.
func (e *Environment) MustHaveSent(t *testing.T, method, pattern string, bodies ...string) {
	t.Helper()
	var expected []string
	for _, body := range bodies {
		expected = append(expected, sortedJSON(t, []byte(body)))
	}
	if sent := e.SentBodies(t, method, pattern); !slices.Equal(sent, expected) {
		t.Errorf("%s %s: expected the bodies\n%q\ngot\n%q", method, pattern, expected, sent)
	}
}

// MustHaveRequested checks the requests since the last reset of the journal, each
// as "METHOD /path", in the order of their arrival.
func (e *Environment) MustHaveRequested(t *testing.T, requests ...string) {
	t.Helper()
	if got := Requests(e.Mock.Journal()); !slices.Equal(got, requests) {
		t.Errorf("expected the requests\n%q\ngot\n%q", requests, got)
	}
}

// Requests returns the requests of a journal, each as "METHOD /path".
func Requests(journal mockserver.Journal) []string {
	var requests []string
	for _, entry := range journal {
		requests = append(requests, entry.Method+" "+entry.Path)
	}
	return requests
}

func sortedJSON(t *testing.T, document []byte) string {
	t.Helper()
	if len(bytes.TrimSpace(document)) == 0 {
		return ""
	}
	var value any
	if err := json.Unmarshal(document, &value); err != nil {
		t.Fatalf("%q: %v", document, err)
	}
	sorted, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(sorted)
}

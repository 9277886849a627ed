package mockserver_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// sendMany sends requests to a server with chaos. It returns the faults, and how
// often a response contained a field that is not documented for it.
func sendMany(t *testing.T, chaos mockserver.Chaos) (faults []mockserver.FaultKind, included, nulled int) {
	t.Helper()
	s := mockserver.New(mockserver.Options{Chaos: chaos})
	s.Seed(mockserver.Seed{CommonName: "www.example.com"})
	for range 200 {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/certificates/1001", nil)
		r.Header.Set("X-Agent-API-Key", mockserver.DefaultAPIKey)
		response := httptest.NewRecorder()
		func() {
			// The server panics with http.ErrAbortHandler to close a connection.
			defer func() { _ = recover() }()
			s.ServeHTTP(response, r)
		}()
		var body struct {
			Data map[string]any `json:"data"`
		}
		if json.Unmarshal(response.Body.Bytes(), &body) == nil && body.Data["id"] == 1001.0 {
			if value, ok := body.Data["autoRenew"]; ok && value == nil {
				nulled++
			} else if ok {
				included++
			}
		}
	}
	for _, entry := range s.Journal() {
		faults = append(faults, entry.Fault)
	}
	return faults, included, nulled
}

func TestChaos_ReproducibleFromSeed(t *testing.T) {
	t.Parallel()
	chaos := mockserver.Chaos{Seed: 1, FaultRate: 0.3, RandomFields: true}
	faults, included, nulled := sendMany(t, chaos)
	again, _, _ := sendMany(t, chaos)
	chaos.Seed = 2
	other, _, _ := sendMany(t, chaos)
	count, isSame, isOther := 0, true, false
	for i := range faults {
		if faults[i] != "" {
			count++
		}
		isSame = isSame && faults[i] == again[i]
		isOther = isOther || faults[i] != other[i]
	}
	if count < 30 || count > 90 || !isSame || !isOther {
		t.Errorf("%d faults, equal for an equal seed: %t, different for another seed: %t", count, isSame, isOther)
	}
	if included < 20 || nulled < 20 {
		t.Errorf("autoRenew was included %d times and null %d times", included, nulled)
	}
	if faults, included, nulled := sendMany(t, mockserver.Chaos{}); faults[0] != "" || included+nulled != 0 {
		t.Error("the zero Chaos injects faults")
	}
}

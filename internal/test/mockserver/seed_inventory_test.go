package mockserver_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestSeedInventory_Reproducible(t *testing.T) {
	first, second := newMock(t, mockserver.Options{}), newMock(t, mockserver.Options{})
	ids := first.SeedInventory(500, 7)
	second.SeedInventory(500, 7)
	if len(ids) != 500 {
		t.Fatalf("%d ids", len(ids))
	}
	if !slices.Equal(listAllPages(t, first, ""), listAllPages(t, second, "")) {
		t.Error("the same seed produced different certificates")
	}
	stats := sendOK(t, first, http.MethodGet, "/api/certificates/stats", "").data(t)
	for _, count := range []string{"active", "expiring7Days", "expiring30Days", "expired", "revoked"} {
		if stats[count] == 0.0 {
			t.Errorf("no certificate is counted by %s", count)
		}
	}
	if len(asObject(stats["byAuthority"])) != 3 || len(asObject(stats["byKeyType"])) != 2 {
		t.Errorf("statistics %v", stats)
	}
	item := sendOK(t, first, http.MethodGet, "/api/certificates?limit=1", "").items(t)[0]
	single := sendOK(t, first, http.MethodGet, certificatePath(idOf(t, response{body: map[string]any{"data": item}})), "").data(t)
	if item["fingerprint"] != single["fingerprint"] || item["serialNumber"] != single["serialNumber"] {
		t.Errorf("list %v, single %v", item, single)
	}
}

func BenchmarkSeedInventory(b *testing.B) {
	for b.Loop() {
		mockserver.New(mockserver.Options{}).SeedInventory(50_000, 1)
	}
}

func BenchmarkListPage(b *testing.B) {
	s := mockserver.New(mockserver.Options{})
	s.SeedInventory(50_000, 1)
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, "/api/certificates?limit=100&status=active&sortBy=expiresAt", http.NoBody)
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("X-Agent-API-Key", mockserver.DefaultAPIKey)
	for b.Loop() {
		s.ServeHTTP(discard{}, r)
	}
}

// discard is a response writer without output.
type discard struct{}

func (discard) Header() http.Header               { return http.Header{} }
func (discard) Write(content []byte) (int, error) { return len(content), nil }
func (discard) WriteHeader(int)                   {}

package session

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
)

func TestSharedDiscovered_ListIsSharedForAMinute(t *testing.T) {
	for name, status := range map[string]int{"list": http.StatusOK, "error": http.StatusForbidden} {
		var requests atomic.Int64
		session, clock := newSession(t, func(*http.Request) (*http.Response, error) {
			requests.Add(1)
			return reply(status, `{"data":[{"id":7,"commonName":"a.example.com"}]}`), nil
		}, false)
		read := func() {
			item, err := session.SharedDiscovered(t.Context(), "7")
			if isListed := err == nil && item != nil && *item.CommonName == "a.example.com"; isListed != (status == http.StatusOK) {
				t.Errorf("%s: got %v, %v", name, item, err)
			}
		}
		var group sync.WaitGroup
		for range 10 {
			group.Go(read)
		}
		group.Wait()
		if requests.Load() != 1 {
			t.Errorf("%s: %d requests, want 1", name, requests.Load())
		}
		if item, _ := session.SharedDiscovered(t.Context(), "8"); item != nil {
			t.Errorf("%s: got %v for another id", name, item)
		}
		clock.Advance(sharedReadAge)
		read()
		if requests.Load() != 2 {
			t.Errorf("%s: %d requests after a minute, want 2", name, requests.Load())
		}
	}
}

package tigertrust

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
)

// newBulkClient returns a client that lists a shelf, and answers everything
// else with certificate 1.
func newBulkClient(t *testing.T, list *shelf) *Client {
	t.Helper()
	client, _ := newFakeClient(t, func(request *http.Request) (*http.Response, error) {
		if strings.HasSuffix(request.URL.Path, "/certificates") {
			response, err := list.RoundTrip(request)
			if request.Context().Err() != nil {
				return nil, request.Context().Err()
			}
			return response, err
		}
		return reply(http.StatusOK, `{"data":{"id":1}}`), nil
	}, func(c *Config) { c.BulkRefresh = true })
	return client
}

func TestAFetchThatBeganBeforeAWriteEndedDoesNotServeIt(t *testing.T) {
	list := newShelf(250)
	client := newBulkClient(t, list)
	var once sync.Once
	list.before = func(page int) {
		if page == 1 {
			return
		}
		once.Do(func() {
			if err := client.UpdateCertificate(t.Context(), 222, CertificateSettings{}); err != nil {
				t.Error(err)
			}
		})
	}
	for id := ID(150); id < 160; id++ {
		client.ListedCertificate(t.Context(), id)
	}
	if client.ListedCertificate(t.Context(), 221) == nil {
		t.Fatal("the list serves nothing")
	}
	if client.ListedCertificate(t.Context(), 222) != nil {
		t.Error("the list serves what was written to while it was fetched")
	}
}

// The ten reads of a walk come at once. What one of them fetches is for all.
func TestReadersWaitForWhatOneOfThemFetches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := newShelf(250)
		release := make(chan struct{})
		list.before = func(int) { <-release }
		client := newBulkClient(t, list)
		var walk sync.WaitGroup
		for id := range ID(10) {
			walk.Go(func() { client.ListedCertificate(t.Context(), 101+id) })
		}
		synctest.Wait()
		if asked := list.asked(); len(asked) != 1 {
			t.Errorf("asked for pages %v at once", asked)
		}
		close(release)
		walk.Wait()
		if asked := list.asked(); len(asked) != 3 {
			t.Errorf("asked for pages %v in all", asked)
		}
	})
}

func TestAReaderWhoIsToldToStopLeavesTheFetchToTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := newShelf(100)
		client := newBulkClient(t, list)
		client.ListedCertificate(t.Context(), 1)
		ctx, stop := context.WithCancel(t.Context())
		list.before = func(int) { stop() }
		if client.ListedCertificate(ctx, 2) != nil {
			t.Error("a cancelled fetch serves something")
		}
		list.before = nil
		if client.ListedCertificate(t.Context(), 3) == nil {
			t.Error("the fetch was given up for all")
		}
	})
}

func TestAReaderWhoIsToldToStopDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := newShelf(100)
		release := make(chan struct{})
		list.before = func(int) { <-release }
		client := newBulkClient(t, list)
		client.ListedCertificate(t.Context(), 1)
		var others sync.WaitGroup
		others.Go(func() { client.ListedCertificate(t.Context(), 2) })
		synctest.Wait()
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if client.ListedCertificate(ctx, 3) != nil {
			t.Error("something is served before it is fetched")
		}
		close(release)
		others.Wait()
	})
}

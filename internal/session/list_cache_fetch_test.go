package session

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// newBulkClient returns a client that lists a shelf, and answers everything
// else with certificate 1.
func newBulkClient(t *testing.T, list *fakeList) *Session {
	t.Helper()
	client, _ := newSession(t, func(request *http.Request) (*http.Response, error) {
		if strings.HasSuffix(request.URL.Path, "/certificates") {
			response, err := list.RoundTrip(request)
			if request.Context().Err() != nil {
				return nil, request.Context().Err()
			}
			return response, err
		}
		return reply(http.StatusOK, `{"data":{"id":1}}`), nil
	}, true)
	return client
}

func TestListCache_WriteDuringFetch_IsNotServed(t *testing.T) {
	list := &fakeList{total: 250}
	client := newBulkClient(t, list)
	var once sync.Once
	list.before = func(page int) {
		if page == 1 {
			return
		}
		once.Do(func() {
			if err := client.UpdateCertificate(t.Context(), 222, tigertrust.CertificateSettings{}); err != nil {
				t.Error(err)
			}
		})
	}
	for id := tigertrust.ID(150); id < 160; id++ {
		client.CachedCertificate(t.Context(), id)
	}
	if client.CachedCertificate(t.Context(), 221) == nil {
		t.Fatal("the list serves nothing")
	}
	if client.CachedCertificate(t.Context(), 222) != nil {
		t.Error("the list serves what was written to while it was fetched")
	}
}

// The ten reads of a walk come at once. What one of them fetches is for all.
func TestListCache_ParallelReads_FetchOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := &fakeList{total: 250}
		release := make(chan struct{})
		list.before = func(int) { <-release }
		client := newBulkClient(t, list)
		var walk sync.WaitGroup
		for id := range tigertrust.ID(10) {
			walk.Go(func() { client.CachedCertificate(t.Context(), 101+id) })
		}
		synctest.Wait()
		if asked := list.requested(); len(asked) != 1 {
			t.Errorf("asked for pages %v at once", asked)
		}
		close(release)
		walk.Wait()
		if asked := list.requested(); len(asked) != 3 {
			t.Errorf("asked for pages %v in all", asked)
		}
	})
}

func TestListCache_CancelledFetch_IsRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := &fakeList{total: 100}
		client := newBulkClient(t, list)
		client.CachedCertificate(t.Context(), 1)
		ctx, stop := context.WithCancel(t.Context())
		list.before = func(int) { stop() }
		if client.CachedCertificate(ctx, 2) != nil {
			t.Error("a cancelled fetch serves something")
		}
		list.before = nil
		if client.CachedCertificate(t.Context(), 3) == nil {
			t.Error("the fetch was given up for all")
		}
	})
}

func TestListCache_Cancelled_DoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := &fakeList{total: 100}
		release := make(chan struct{})
		list.before = func(int) { <-release }
		client := newBulkClient(t, list)
		client.CachedCertificate(t.Context(), 1)
		var others sync.WaitGroup
		others.Go(func() { client.CachedCertificate(t.Context(), 2) })
		synctest.Wait()
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if client.CachedCertificate(ctx, 3) != nil {
			t.Error("something is served before it is fetched")
		}
		close(release)
		others.Wait()
	})
}

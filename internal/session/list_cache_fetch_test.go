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

// newBulkSession returns a session with bulk refresh. The response to a request that
// is not for the list is the certificate in its path.
func newBulkSession(t *testing.T, list *fakeList) *Session {
	t.Helper()
	session, _ := newSession(t, func(request *http.Request) (*http.Response, error) {
		if strings.HasSuffix(request.URL.Path, "/certificates") {
			response, err := list.RoundTrip(request)
			if request.Context().Err() != nil {
				return nil, request.Context().Err()
			}
			return response, err
		}
		return replyCertificate(request), nil
	}, true)
	return session
}

func TestListCache_WriteDuringFetch_IsNotServed(t *testing.T) {
	list := &fakeList{total: 250}
	session := newBulkSession(t, list)
	var once sync.Once
	list.before = func(page int) {
		if page == 1 {
			return
		}
		once.Do(func() {
			if err := session.UpdateCertificate(t.Context(), "222", tigertrust.CertificateSettings{}); err != nil {
				t.Error(err)
			}
		})
	}
	for id := 150; id < 160; id++ {
		session.CachedCertificate(t.Context(), numericID(id))
	}
	if session.CachedCertificate(t.Context(), "221") == nil {
		t.Fatal("no read is served from the list")
	}
	if session.CachedCertificate(t.Context(), "222") != nil {
		t.Error("the list serves a certificate that was written to during the fetch")
	}
}

// Terraform reads ten resources in parallel.
func TestListCache_ParallelReads_FetchOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := &fakeList{total: 250}
		release := make(chan struct{})
		list.before = func(int) { <-release }
		session := newBulkSession(t, list)
		var reads sync.WaitGroup
		for id := range 10 {
			reads.Go(func() { session.CachedCertificate(t.Context(), numericID(101+id)) })
		}
		synctest.Wait()
		if requested := list.requested(); len(requested) != 1 {
			t.Errorf("requested pages %v in parallel", requested)
		}
		close(release)
		reads.Wait()
		if requested := list.requested(); len(requested) != 3 {
			t.Errorf("requested pages %v, want three", requested)
		}
	})
}

func TestListCache_CancelledFetch_IsRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := &fakeList{total: 100}
		session := newBulkSession(t, list)
		session.CachedCertificate(t.Context(), "1")
		ctx, cancel := context.WithCancel(t.Context())
		list.before = func(int) { cancel() }
		if session.CachedCertificate(ctx, "2") != nil {
			t.Error("a cancelled read is served")
		}
		list.before = nil
		if session.CachedCertificate(t.Context(), "3") == nil {
			t.Error("the next read did not fetch the list")
		}
	})
}

func TestListCache_Cancelled_DoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := &fakeList{total: 100}
		release := make(chan struct{})
		list.before = func(int) { <-release }
		session := newBulkSession(t, list)
		session.CachedCertificate(t.Context(), "1")
		var others sync.WaitGroup
		others.Go(func() { session.CachedCertificate(t.Context(), "2") })
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if session.CachedCertificate(ctx, "3") != nil {
			t.Error("a cancelled read is served")
		}
		close(release)
		others.Wait()
	})
}

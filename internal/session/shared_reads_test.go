package session

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// newCountingSession returns a session, the number of its GETs, and a function that
// advances its clock. Before the response to GET number n, before is called.
func newCountingSession(t *testing.T, before func(n int)) (session *Session, requests func() int, advance func(time.Duration)) {
	t.Helper()
	var mu sync.Mutex
	sent := 0
	session, clock := newSession(t, func(request *http.Request) (*http.Response, error) {
		if request.Method != http.MethodGet {
			return reply(http.StatusOK, "{}"), nil
		}
		mu.Lock()
		sent++
		n := sent
		mu.Unlock()
		if before != nil {
			before(n)
		}
		return replyCertificate(request), nil
	}, false)
	requests = func() int {
		mu.Lock()
		defer mu.Unlock()
		return sent
	}
	return session, requests, clock.Advance
}

func TestSharedCertificate_ParallelReads_ShareGET(t *testing.T) {
	release := make(chan struct{})
	session, requests, _ := newCountingSession(t, func(int) { <-release })
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			if certificate, err := session.SharedCertificate(t.Context(), "1"); err != nil || certificate.ID != "1" {
				t.Errorf("got %v, %v", certificate, err)
			}
		})
	}
	close(release)
	group.Wait()
	if requests() != 1 {
		t.Errorf("%d requests for one certificate", requests())
	}
}

func TestSharedCertificate_EndsAfterWriteOrMinute(t *testing.T) {
	session, requests, advance := newCountingSession(t, nil)
	read := func(want int) {
		t.Helper()
		if _, err := session.SharedCertificate(t.Context(), "1"); err != nil || requests() != want {
			t.Errorf("%d requests, want %d; %v", requests(), want, err)
		}
	}
	read(1)
	read(1)
	if err := session.RevokeCertificate(t.Context(), "1", tigertrust.Revocation{}); err != nil {
		t.Fatal(err)
	}
	read(2)
	if err := session.UpdateCertificate(t.Context(), "1", tigertrust.CertificateSettings{}); err != nil {
		t.Fatal(err)
	}
	read(3)
	if err := session.RevokeCertificate(t.Context(), "2", tigertrust.Revocation{}); err != nil {
		t.Fatal(err)
	}
	read(3)
	advance(sharedReadAge)
	read(4)
}

// A run may read 100,000 certificates with a chain each.
func TestSharedCertificate_ExpiredReads_AreRemoved(t *testing.T) {
	session, _, advance := newCountingSession(t, nil)
	for id := range 500 {
		if _, err := session.SharedCertificate(t.Context(), numericID(id+1)); err != nil {
			t.Fatal(err)
		}
		advance(time.Second)
	}
	if kept := len(session.reads.reads); kept > 120 {
		t.Errorf("%d reads are kept", kept)
	}
}

// If each resource repeated the request, an API that is down would delay Terraform
// once for each resource.
func TestSharedCertificate_Failure_SharedWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		var requests atomic.Int64
		session, _ := newSession(t, func(*http.Request) (*http.Response, error) {
			requests.Add(1)
			<-release
			return reply(http.StatusNotFound, `{"error":{"code":"CERTIFICATE_NOT_FOUND"}}`), nil
		}, false)
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {
				if _, err := session.SharedCertificate(t.Context(), "1"); !errors.Is(err, tigertrust.ErrCertificateNotFound) {
					t.Errorf("got %v", err)
				}
			})
		}
		synctest.Wait()
		close(release)
		group.Wait()
		if requests.Load() != 1 {
			t.Errorf("%d requests for one certificate", requests.Load())
		}
		if _, err := session.SharedCertificate(t.Context(), "1"); err == nil || requests.Load() != 2 {
			t.Errorf("%d requests after a later read, %v", requests.Load(), err)
		}
	})
}

func TestSharedCertificate_CancelledRead_IsRepeated(t *testing.T) {
	requested := make(chan struct{})
	release := make(chan struct{})
	requests := 0
	session, _ := newSession(t, func(request *http.Request) (*http.Response, error) {
		requests++
		if requests == 1 {
			close(requested)
			select {
			case <-request.Context().Done():
				return nil, request.Context().Err()
			case <-release:
			}
		}
		return reply(http.StatusOK, `{"data":{"id":1}}`), nil
	}, false)
	ctx, cancel := context.WithCancel(t.Context())
	first := make(chan error)
	go func() {
		_, err := session.SharedCertificate(ctx, "1")
		first <- err
	}()
	<-requested
	second := make(chan error)
	go func() {
		_, err := session.SharedCertificate(t.Context(), "1")
		second <- err
	}()
	cancel()
	if err := <-first; !errors.Is(err, context.Canceled) {
		t.Errorf("the cancelled caller got %v", err)
	}
	if err := <-second; err != nil {
		t.Errorf("the other caller got %v", err)
	}
}

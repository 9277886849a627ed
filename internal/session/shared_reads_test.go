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

// countingClient answers every GET with the number of requests so far as the
// serial number.
func countingClient(t *testing.T, before func(n int)) (*Session, func() int, func(time.Duration)) {
	t.Helper()
	var mu sync.Mutex
	requests := 0
	client, clock := newSession(t, func(request *http.Request) (*http.Response, error) {
		if request.Method != http.MethodGet {
			return reply(http.StatusOK, ""), nil
		}
		mu.Lock()
		requests++
		n := requests
		mu.Unlock()
		if before != nil {
			before(n)
		}
		return reply(http.StatusOK, `{"data":{"id":1}}`), nil
	}, false)
	count := func() int {
		mu.Lock()
		defer mu.Unlock()
		return requests
	}
	return client, count, clock.Advance
}

func TestSharedCertificate_ParallelReads_ShareGET(t *testing.T) {
	release := make(chan struct{})
	client, requests, _ := countingClient(t, func(int) { <-release })
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			if certificate, err := client.SharedCertificate(t.Context(), 1); err != nil || certificate.ID != 1 {
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
	client, requests, advance := countingClient(t, nil)
	read := func(want int) {
		t.Helper()
		if _, err := client.SharedCertificate(t.Context(), 1); err != nil || requests() != want {
			t.Errorf("%d requests, want %d; %v", requests(), want, err)
		}
	}
	read(1)
	read(1)
	if err := client.RevokeCertificate(t.Context(), 1, tigertrust.Revocation{}); err != nil {
		t.Fatal(err)
	}
	read(2)
	if err := client.UpdateCertificate(t.Context(), 1, tigertrust.CertificateSettings{}); err != nil {
		t.Fatal(err)
	}
	read(3)
	if err := client.RevokeCertificate(t.Context(), 2, tigertrust.Revocation{}); err != nil {
		t.Fatal(err)
	}
	read(3)
	advance(sharedReadAge)
	read(4)
}

// A walk over 100,000 certificates takes long, and each answer has a chain.
func TestSharedCertificate_ExpiredReads_AreRemoved(t *testing.T) {
	client, _, advance := countingClient(t, nil)
	for id := range tigertrust.ID(500) {
		if _, err := client.SharedCertificate(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		advance(time.Second)
	}
	if kept := len(client.reads.reads); kept > 120 {
		t.Errorf("%d answers are kept", kept)
	}
}

// Were each of them to ask again, an API that is down would hold up a walk as
// often as there are resources.
func TestSharedCertificate_Failure_SharedWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		var requests atomic.Int64
		client, _ := newSession(t, func(*http.Request) (*http.Response, error) {
			requests.Add(1)
			<-release
			return reply(http.StatusNotFound, `{"error":{"code":"CERTIFICATE_NOT_FOUND"}}`), nil
		}, false)
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {
				if _, err := client.SharedCertificate(t.Context(), 1); !errors.Is(err, tigertrust.ErrCertificateNotFound) {
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
		if _, err := client.SharedCertificate(t.Context(), 1); err == nil || requests.Load() != 2 {
			t.Errorf("%d requests by the one who came later, %v", requests.Load(), err)
		}
	})
}

func TestSharedCertificate_CancelledRead_IsRepeated(t *testing.T) {
	asked := make(chan struct{})
	release := make(chan struct{})
	requests := 0
	client, _ := newSession(t, func(request *http.Request) (*http.Response, error) {
		requests++
		if requests == 1 {
			close(asked)
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
		_, err := client.SharedCertificate(ctx, 1)
		first <- err
	}()
	<-asked
	second := make(chan error)
	go func() {
		_, err := client.SharedCertificate(t.Context(), 1)
		second <- err
	}()
	cancel()
	if err := <-first; !errors.Is(err, context.Canceled) {
		t.Errorf("the one who was cancelled got %v", err)
	}
	if err := <-second; err != nil {
		t.Errorf("the other got %v", err)
	}
}

package session

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/clocktest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// newAccessSession returns a session and the list that its server returns. With
// status, the server returns an error instead.
func newAccessSession(t *testing.T, options Options, status *int) (*Session, *fakeList, *[]string) {
	t.Helper()
	list := &fakeList{total: 150}
	var mu sync.Mutex
	requests := &[]string{}
	session, err := New(tigertrust.Config{APIKey: "ak_test", Clock: clocktest.New(time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)), Transport: roundTrip(func(request *http.Request) (*http.Response, error) {
		mu.Lock()
		*requests = append(*requests, request.URL.Path)
		mu.Unlock()
		switch {
		case request.Context().Err() != nil:
			return nil, request.Context().Err()
		case status != nil && *status != 0:
			return reply(*status, ""), nil
		case strings.HasSuffix(request.URL.Path, "/certificates"):
			return list.RoundTrip(request)
		}
		return replyCertificate(request), nil
	})}, options)
	if err != nil {
		t.Fatal(err)
	}
	return session, list, requests
}

func mustCheckAccess(t *testing.T, session *Session) {
	t.Helper()
	if err := session.CheckAccess(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestCheckAccess_ParallelCalls_RequestOnce(t *testing.T) {
	for _, bulkRefresh := range []bool{true, false} {
		session, _, requests := newAccessSession(t, Options{BulkRefresh: bulkRefresh}, nil)
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() { mustCheckAccess(t, session) })
		}
		group.Wait()
		if len(*requests) != 1 {
			t.Errorf("bulk refresh %t: requested %q", bulkRefresh, *requests)
		}
	}
}

func TestCheckAccess_AfterSuccess_RequestsNothing(t *testing.T) {
	for name, do := range map[string]func(*Session) error{
		"read": func(s *Session) error { _, err := s.Certificate(t.Context(), "1"); return err },
		"list": func(s *Session) error {
			_, err := s.AllCertificates(t.Context(), tigertrust.CertificateQuery{})
			return err
		},
	} {
		session, _, requests := newAccessSession(t, Options{BulkRefresh: true}, nil)
		if err := do(session); err != nil {
			t.Fatal(err)
		}
		sent := len(*requests)
		mustCheckAccess(t, session)
		if len(*requests) != sent {
			t.Errorf("%s: requested %q", name, *requests)
		}
	}
}

func TestCheckAccess_Skipped_RequestsNothing(t *testing.T) {
	session, _, requests := newAccessSession(t, Options{SkipAccessCheck: true}, new(http.StatusUnauthorized))
	mustCheckAccess(t, session)
	if len(*requests) != 0 {
		t.Errorf("requested %q", *requests)
	}
}

func TestCheckAccess_Failure_IsReturnedAgain(t *testing.T) {
	status := http.StatusUnauthorized
	session, _, requests := newAccessSession(t, Options{BulkRefresh: true}, &status)
	for range 3 {
		var apiErr *tigertrust.Error
		if err := session.CheckAccess(t.Context()); !errors.As(err, &apiErr) || apiErr.StatusCode != status {
			t.Errorf("got %v", err)
		}
	}
	if len(*requests) != 1 {
		t.Errorf("requested %q", *requests)
	}
	// A request of another resource has succeeded in the meantime.
	status = 0
	if _, err := session.Certificate(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	mustCheckAccess(t, session)
}

func TestCheckAccess_Cancelled_IsRepeated(t *testing.T) {
	session, _, _ := newAccessSession(t, Options{BulkRefresh: true}, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := session.CheckAccess(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	mustCheckAccess(t, session)
}

// A refresh after the access check takes no more requests than a refresh alone.
func TestCheckAccess_ListCache_UsesPage(t *testing.T) {
	session, list, requests := newAccessSession(t, Options{BulkRefresh: true}, nil)
	mustCheckAccess(t, session)
	for i := range 150 {
		id := numericID(i + 1)
		if session.CachedCertificate(t.Context(), id) == nil {
			if _, err := session.SharedCertificate(t.Context(), id); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !slices.Equal(list.requested(), []int{1, 2}) || len(*requests) > 4 {
		t.Errorf("requested the pages %v, and %d requests in all", list.requested(), len(*requests))
	}
}

package session_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/clocktest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// environment is a mock server that several sessions use one after the other, like
// provider processes.
type environment struct {
	mock   *mockserver.Server
	clock  *clocktest.Clock
	server *httptest.Server
}

func newEnvironment(t *testing.T, options mockserver.Options) *environment {
	t.Helper()
	env := &environment{clock: clocktest.New(time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC))}
	options.Now = env.clock.Now
	env.mock = mockserver.New(options)
	env.server = httptest.NewServer(env.mock)
	t.Cleanup(env.server.Close)
	return env
}

func (e *environment) session(t *testing.T, bulkRefresh bool) *session.Session {
	t.Helper()
	endpoint, err := tigertrust.ParseEndpoint(e.server.URL + "/api")
	if err != nil {
		t.Fatal(err)
	}
	s, err := session.New(tigertrust.Config{Endpoint: endpoint, APIKey: mockserver.DefaultAPIKey, Clock: e.clock}, session.Options{BulkRefresh: bulkRefresh})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// numericID returns a number as an id.
func numericID(number int64) tigertrust.ID { return tigertrust.ID(strconv.FormatInt(number, 10)) }

// refresh reads certificates like Terraform, ten in parallel, and returns how many
// GETs and how many pages that took.
func (e *environment) refresh(t *testing.T, s *session.Session, ids []int64) (gets, pages int) {
	t.Helper()
	e.mock.ResetJournal()
	var reads errgroup.Group
	reads.SetLimit(10)
	var wrong atomic.Int64
	for _, number := range ids {
		id := numericID(number)
		reads.Go(func() error {
			certificate := s.CachedCertificate(t.Context(), id)
			if certificate == nil {
				var err error
				if certificate, err = s.SharedCertificate(t.Context(), id); err != nil {
					return err
				}
			}
			if certificate.ID != id || certificate.Fingerprint == nil {
				wrong.Add(1)
			}
			return nil
		})
	}
	if err := reads.Wait(); err != nil || wrong.Load() > 0 {
		t.Errorf("%d reads returned another certificate, %v", wrong.Load(), err)
	}
	journal := e.mock.Journal()
	return journal.Count(http.MethodGet, "/api/certificates/*"), journal.Count(http.MethodGet, "/api/certificates")
}

// spread returns n of the ids, evenly distributed.
func spread(ids []int64, n int) []int64 {
	chosen := make([]int64, n)
	for i := range chosen {
		chosen[i] = ids[i*len(ids)/n]
	}
	return chosen
}

// The minimum is a GET for each managed certificate, or all pages of the list.
func TestListCache_AtMostTwiceTheMinimum(t *testing.T) {
	t.Parallel()
	// Stricter limits for some sizes.
	limits := map[[2]int]int{{1000, 1000}: 25, {5000, 5000}: 105, {20, 50_000}: 22}
	for total, sizes := range map[int][]int{
		1:      {1},
		2:      {1, 2},
		100:    {1, 2, 3, 99, 100},
		101:    {1, 2, 3, 4, 101},
		250:    {1, 2, 3, 4, 5, 250},
		1000:   {1, 2, 9, 10, 11, 12, 20, 500, 1000},
		5000:   {1, 2, 49, 50, 51, 100, 5000},
		50_000: {1, 2, 20, 100},
	} {
		env := newEnvironment(t, mockserver.Options{})
		ids := env.mock.SeedInventory(total, 1)
		allPages := (total + 99) / 100
		for _, managed := range sizes {
			gets, pages := env.refresh(t, env.session(t, true), spread(ids, managed))
			most := 2 * min(managed, allPages)
			if limit, ok := limits[[2]int{managed, total}]; ok {
				most = min(most, limit)
			}
			if gets+pages > most {
				t.Errorf("%d of %d took %d GETs and %d pages, want at most %d requests", managed, total, gets, pages, most)
			}
			if managed == 1 && pages > 0 {
				t.Errorf("one of %d took %d pages", total, pages)
			}
		}
	}
}

func TestListCache_Disabled_SendsGETs(t *testing.T) {
	t.Parallel()
	env := newEnvironment(t, mockserver.Options{})
	ids := env.mock.SeedInventory(150, 1)
	if gets, pages := env.refresh(t, env.session(t, false), ids); gets != 150 || pages != 0 {
		t.Errorf("%d GETs and %d pages", gets, pages)
	}
}

// The list may not contain a certificate that exists: some servers add it late.
func TestListCache_NotListed_SendsGET(t *testing.T) {
	t.Parallel()
	env := newEnvironment(t, mockserver.Options{ListDelay: time.Hour})
	listed := env.mock.SeedInventory(50, 1)
	s := env.session(t, true)
	hidden, err := s.CreateCertificate(t.Context(), tigertrust.CertificateOrder{CommonName: "late.example.com"}, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	number, err := strconv.ParseInt(string(hidden.ID), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	gets, pages := env.refresh(t, s, append(listed, number))
	if gets != 2 || pages != 1 {
		t.Errorf("%d GETs and %d pages", gets, pages)
	}
}

func TestListCache_Write_InvalidatesCertificate(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(context.Context, *session.Session, tigertrust.ID) error{
		"settings": func(ctx context.Context, c *session.Session, id tigertrust.ID) error {
			return c.UpdateCertificate(ctx, id, tigertrust.CertificateSettings{AutoRenew: new(false)})
		},
		"revocation": func(ctx context.Context, c *session.Session, id tigertrust.ID) error {
			return c.RevokeCertificate(ctx, id, tigertrust.Revocation{Reason: tigertrust.ReasonUnspecified})
		},
		"renewal": func(ctx context.Context, c *session.Session, id tigertrust.ID) error {
			return c.RenewCertificate(ctx, id, tigertrust.Renewal{Method: tigertrust.RenewByAPI})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnvironment(t, mockserver.Options{})
			var ids []int64
			for range 5 {
				ids = append(ids, env.mock.Seed(mockserver.Seed{CommonName: "a.example.com"}))
			}
			s := env.session(t, true)
			env.refresh(t, s, ids)
			written, other := numericID(ids[4]), numericID(ids[3])
			if s.CachedCertificate(t.Context(), written) == nil {
				t.Fatal("no read is served from the list")
			}
			if err := write(t.Context(), s, written); err != nil {
				t.Fatal(err)
			}
			if s.CachedCertificate(t.Context(), written) != nil {
				t.Error("the list serves the certificate as it was before the write")
			}
			if s.CachedCertificate(t.Context(), other) == nil {
				t.Error("another certificate is not served")
			}
			env.clock.Advance(time.Minute)
			env.refresh(t, s, ids)
			if s.CachedCertificate(t.Context(), written) == nil {
				t.Error("the certificate is not served after another fetch")
			}
		})
	}
}

func TestListCache_Expires(t *testing.T) {
	t.Parallel()
	env := newEnvironment(t, mockserver.Options{})
	ids := env.mock.SeedInventory(250, 1)
	s := env.session(t, true)
	refresh := func(after time.Duration, gets, pages int) {
		t.Helper()
		env.clock.Advance(after)
		if g, p := env.refresh(t, s, ids[:10]); g > gets || p != pages {
			t.Errorf("after %s: %d GETs and %d pages, want %d and %d", after, g, p, gets, pages)
		}
	}
	refresh(0, 3, 3)
	refresh(59*time.Second, 0, 0)
	refresh(time.Minute, 3, 3)
	for range 9 {
		refresh(59*time.Second, 0, 0)
	}
	refresh(9*time.Second+51*time.Second, 3, 3)
}

// The reads succeed although the list cannot be read.
func TestListCache_ListFails_SendsGETs(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault        mockserver.Fault
		least, most  int
		listRequests int
	}{
		"page 1":       {mockserver.Fault{Times: mockserver.Always}, 250, 250, 1},
		"a later page": {mockserver.Fault{Skip: 1, Times: mockserver.Always}, 150, 151, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnvironment(t, mockserver.Options{})
			ids := env.mock.SeedInventory(250, 1)
			test.fault.Method, test.fault.Path, test.fault.Kind, test.fault.Status = http.MethodGet, "/api/certificates", mockserver.FaultErrorBefore, http.StatusForbidden
			env.mock.Inject(test.fault)
			gets, pages := env.refresh(t, env.session(t, true), ids)
			if gets < test.least || gets > test.most || pages > test.listRequests {
				t.Errorf("%d GETs and %d requests for the list", gets, pages)
			}
		})
	}
}

// A server may return more than the reference documents for list items. The
// chains of 10,000 certificates take 30 MB.
func TestListCache_KeepsNoPEM(t *testing.T) {
	t.Parallel()
	fields := mockserver.Fields{List: map[string]mockserver.FieldMode{"certificate": mockserver.Included, "chain": mockserver.Included, "locations": mockserver.Included}}
	env := newEnvironment(t, mockserver.Options{Fields: fields})
	ids := env.mock.SeedInventory(3, 1)
	s := env.session(t, true)
	env.refresh(t, s, ids)
	item := s.CachedCertificate(t.Context(), numericID(ids[2]))
	if item == nil || item.CertificatePEM != nil || item.ChainPEM != nil || item.Locations != nil {
		t.Errorf("got %+v", item)
	}
}

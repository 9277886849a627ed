package session_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/clocktest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// bulkEnvironment is a mock and what it is asked through: the clients of a test
// come one after the other, as the provider's processes do.
type bulkEnvironment struct {
	mock   *mockserver.Server
	clock  *clocktest.Clock
	server *httptest.Server
}

func newBulkEnvironment(t *testing.T, options mockserver.Options) *bulkEnvironment {
	t.Helper()
	env := &bulkEnvironment{clock: clocktest.New(time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC))}
	options.Now = env.clock.Now
	env.mock = mockserver.New(options)
	env.server = httptest.NewServer(env.mock)
	t.Cleanup(env.server.Close)
	return env
}

func (e *bulkEnvironment) client(t *testing.T, bulk bool) *session.Session {
	t.Helper()
	endpoint, err := tigertrust.ParseEndpoint(e.server.URL + "/api")
	if err != nil {
		t.Fatal(err)
	}
	client, err := session.New(tigertrust.Config{Endpoint: endpoint, APIKey: mockserver.DefaultAPIKey, Clock: e.clock}, bulk)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// refresh reads certificates as a walk of Terraform does, ten at a time, and
// returns how many GETs and how many pages that took.
func (e *bulkEnvironment) refresh(t *testing.T, client *session.Session, ids []int64) (gets, pages int) {
	t.Helper()
	e.mock.ResetJournal()
	var walk errgroup.Group
	walk.SetLimit(10)
	var unanswered atomic.Int64
	for _, id := range ids {
		walk.Go(func() error {
			certificate := client.CachedCertificate(t.Context(), tigertrust.ID(id))
			if certificate == nil {
				var err error
				if certificate, err = client.SharedCertificate(t.Context(), tigertrust.ID(id)); err != nil {
					return err
				}
			}
			if certificate.ID != tigertrust.ID(id) || certificate.Fingerprint == nil {
				unanswered.Add(1)
			}
			return nil
		})
	}
	if err := walk.Wait(); err != nil || unanswered.Load() > 0 {
		t.Errorf("%d reads were answered wrongly, %v", unanswered.Load(), err)
	}
	journal := e.mock.Journal()
	return journal.Count(http.MethodGet, "/api/certificates"+"/*"), journal.Count(http.MethodGet, "/api/certificates")
}

// spread returns n of the ids, from all over the list.
func spread(ids []int64, n int) []int64 {
	chosen := make([]int64, n)
	for i := range chosen {
		chosen[i] = ids[i*len(ids)/n]
	}
	return chosen
}

// TestListCache_AtMostTwiceTheMinimum is about every combination
// of managed and of all certificates: no choice between GETs and pages can do
// with fewer requests than the smaller of the two numbers.
func TestListCache_AtMostTwiceTheMinimum(t *testing.T) {
	t.Parallel()
	// The most requests that a size may cost beyond the rule.
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
		env := newBulkEnvironment(t, mockserver.Options{})
		ids := env.mock.SeedInventory(total, 1)
		whole := (total + 99) / 100
		for _, managed := range sizes {
			gets, pages := env.refresh(t, env.client(t, true), spread(ids, managed))
			most := 2 * min(managed, whole)
			if limit, ok := limits[[2]int{managed, total}]; ok {
				most = min(most, limit)
			}
			if gets+pages > most {
				t.Errorf("%d of %d cost %d GETs and %d pages, at most %d requests were due", managed, total, gets, pages, most)
			}
			if managed == 1 && pages > 0 {
				t.Errorf("one of %d cost %d pages", total, pages)
			}
		}
	}
}

func TestListCache_Disabled_SendsGETs(t *testing.T) {
	t.Parallel()
	env := newBulkEnvironment(t, mockserver.Options{})
	ids := env.mock.SeedInventory(150, 1)
	if gets, pages := env.refresh(t, env.client(t, false), ids); gets != 150 || pages != 0 {
		t.Errorf("%d GETs and %d pages", gets, pages)
	}
}

// What the list does not show may be there all the same: pages shift, and some
// servers list late.
func TestListCache_NotListed_SendsGET(t *testing.T) {
	t.Parallel()
	env := newBulkEnvironment(t, mockserver.Options{ListDelay: time.Hour})
	listed := env.mock.SeedInventory(50, 1)
	client := env.client(t, true)
	hidden, err := client.CreateCertificate(t.Context(), tigertrust.CertificateOrder{CommonName: "late.example.com"}, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	gets, pages := env.refresh(t, client, append(listed, int64(hidden.ID)))
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
			env := newBulkEnvironment(t, mockserver.Options{})
			var ids []int64
			for range 5 {
				ids = append(ids, env.mock.Seed(mockserver.Seed{CommonName: "a.example.com"}))
			}
			client := env.client(t, true)
			env.refresh(t, client, ids)
			written, other := tigertrust.ID(ids[4]), tigertrust.ID(ids[3])
			if client.CachedCertificate(t.Context(), written) == nil {
				t.Fatal("the list serves nothing")
			}
			if err := write(t.Context(), client, written); err != nil {
				t.Fatal(err)
			}
			if client.CachedCertificate(t.Context(), written) != nil {
				t.Error("the list is older than the write")
			}
			if client.CachedCertificate(t.Context(), other) == nil {
				t.Error("another certificate is no longer served")
			}
			env.clock.Advance(time.Minute)
			env.refresh(t, client, ids)
			if client.CachedCertificate(t.Context(), written) == nil {
				t.Error("what was fetched after the write is not served")
			}
		})
	}
}

func TestListCache_Expires(t *testing.T) {
	t.Parallel()
	env := newBulkEnvironment(t, mockserver.Options{})
	ids := env.mock.SeedInventory(250, 1)
	client := env.client(t, true)
	refresh := func(after time.Duration, gets, pages int) {
		t.Helper()
		env.clock.Advance(after)
		if g, p := env.refresh(t, client, ids[:10]); g > gets || p != pages {
			t.Errorf("after %s: %d GETs and %d pages, expected were %d and %d", after, g, p, gets, pages)
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

// A list that cannot be read is no reason to fail: the GETs are what counts.
func TestListCache_ListFails_SendsGETs(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault               mockserver.Fault
		fewest, most, tried int
	}{
		"page 1":       {mockserver.Fault{Times: mockserver.Always}, 250, 250, 1},
		"a later page": {mockserver.Fault{Skip: 1, Times: mockserver.Always}, 150, 151, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newBulkEnvironment(t, mockserver.Options{})
			ids := env.mock.SeedInventory(250, 1)
			test.fault.Method, test.fault.Path, test.fault.Kind, test.fault.Status = http.MethodGet, "/api/certificates", mockserver.FaultErrorBefore, http.StatusForbidden
			env.mock.Inject(test.fault)
			gets, pages := env.refresh(t, env.client(t, true), ids)
			if gets < test.fewest || gets > test.most || pages > test.tried {
				t.Errorf("%d GETs and %d tries to list", gets, pages)
			}
		})
	}
}

// The list may show more than it is documented to, and 10,000 chains of
// certificates are 30 MB.
func TestListCache_KeepsNoPEM(t *testing.T) {
	t.Parallel()
	shown := mockserver.Fields{List: map[string]mockserver.FieldMode{"certificate": mockserver.Included, "chain": mockserver.Included, "locations": mockserver.Included}}
	env := newBulkEnvironment(t, mockserver.Options{Fields: shown})
	ids := env.mock.SeedInventory(3, 1)
	client := env.client(t, true)
	env.refresh(t, client, ids)
	item := client.CachedCertificate(t.Context(), tigertrust.ID(ids[2]))
	if item == nil || item.CertificatePEM != nil || item.ChainPEM != nil || item.Locations != nil {
		t.Errorf("kept is %+v", item)
	}
}

package session

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

const (
	// listCacheIdle is how long the list is kept after the last read.
	listCacheIdle = time.Minute
	// listCacheAge is how long the list is kept after it was fetched.
	listCacheAge = 10 * time.Minute
)

// listCache serves reads of single certificates from the list, once that costs
// fewer requests.
//
// The first read is a GET. The second one also fetches page 1 of the list,
// which contains the number p of pages. After p GETs the remaining pages are
// fetched, and all further reads are served from them. N reads need at least
// min(N, p) requests. The cache sends N requests for N = 1, N+1 for N up to p,
// and 2p for any larger number: never more than twice the minimum.
//
// A certificate that the list does not contain, or that was written to since the
// fetch began, always costs a GET.
type listCache struct {
	clock clock.Clock
	pager func() *tigertrust.Pager
	// fetching is held by the reader that decides whether to fetch pages. Other
	// readers wait, because these pages may contain their certificates. It guards
	// the fields up to mu.
	fetching chan struct{}
	// gets counts the reads that needed a GET, and searches the callers of
	// ListedCertificates that had to search.
	gets, searches int
	// pages is nil until page 1 is fetched.
	pages *tigertrust.Pager
	// isFetched is true if nothing more will be fetched, because the list is
	// complete or could not be read.
	isFetched, isComplete bool
	// fetchedAt is when the last page arrived, and usedAt the last read.
	fetchedAt, usedAt time.Time

	// mu guards the fields that a write changes. A write never waits for a fetch.
	mu      sync.Mutex
	items   map[tigertrust.ID]*tigertrust.Certificate
	written map[tigertrust.ID]bool
}

func newListCache(client *tigertrust.Client) *listCache {
	return &listCache{
		clock: client,
		// In the order of creation, new certificates do not move others to another
		// page.
		pager: func() *tigertrust.Pager {
			return client.Pager(tigertrust.CertificateQuery{SortBy: tigertrust.SortByCreatedAt})
		},
		fetching: make(chan struct{}, 1),
	}
}

// CachedCertificate returns a certificate with the fields of a list item, for
// callers that would otherwise read it by id. It returns nil if they must read
// it: because that takes fewer requests, because the list does not contain the
// certificate (which may still exist), or because this session has written to it.
// The result may be up to ten minutes old, and callers must not modify it. Without
// bulk refresh the result is always nil.
func (s *Session) CachedCertificate(ctx context.Context, id tigertrust.ID) *tigertrust.Certificate {
	if s.list == nil {
		return nil
	}
	return s.list.read(ctx, id)
}

func (c *listCache) read(ctx context.Context, id tigertrust.ID) *tigertrust.Certificate {
	if !c.lock(ctx) {
		return nil
	}
	defer c.unlock()
	if c.isExpired() {
		c.reset()
	}
	if c.gets > 0 {
		c.fetch(ctx)
	}
	c.usedAt = c.clock.Now()
	item := c.item(id)
	if item == nil || c.gets == 0 {
		// The access check may have fetched page 1 before the first GET, for which
		// SingleFields waits.
		c.gets++
		return nil
	}
	return item
}

// HasFetchedList reports whether the list cache contains every certificate.
func (s *Session) HasFetchedList(ctx context.Context) bool {
	if s.list == nil || !s.list.lock(ctx) {
		return false
	}
	defer s.list.unlock()
	return s.list.isReady()
}

// FetchedCertificate is like [Session.CachedCertificate], but never requests the
// list: it returns nil unless the list is complete.
func (s *Session) FetchedCertificate(ctx context.Context, id tigertrust.ID) *tigertrust.Certificate {
	if s.list == nil {
		return nil
	}
	return s.list.fetched(ctx, id)
}

func (c *listCache) fetched(ctx context.Context, id tigertrust.ID) *tigertrust.Certificate {
	if !c.lock(ctx) {
		return nil
	}
	defer c.unlock()
	if !c.isReady() {
		return nil
	}
	c.usedAt = c.clock.Now()
	return c.item(id)
}

// ListedCertificates returns all certificates in any order, for callers that would
// otherwise search for the names of one. It returns false if they must search,
// because that takes fewer requests or because the list could not be read. Its rule
// is that of [Session.CachedCertificate]: the number of requests is at most twice
// the number of pages. Callers must not modify the certificates.
func (s *Session) ListedCertificates(ctx context.Context) ([]*tigertrust.Certificate, bool) {
	if s.list == nil {
		return nil, false
	}
	return s.list.all(ctx)
}

func (c *listCache) all(ctx context.Context) ([]*tigertrust.Certificate, bool) {
	if !c.lock(ctx) {
		return nil, false
	}
	defer c.unlock()
	if c.isExpired() {
		c.reset()
	}
	c.searches++
	c.fetch(ctx)
	c.usedAt = c.clock.Now()
	if !c.isComplete {
		return nil, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Collect(maps.Values(c.items)), true
}

// lock waits until no other reader decides whether to fetch pages. It returns false if
// ctx ends first.
func (c *listCache) lock(ctx context.Context) bool {
	select {
	case c.fetching <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (c *listCache) unlock() { <-c.fetching }

// isReady reports whether certificates can be read from a complete list.
func (c *listCache) isReady() bool { return c.gets > 0 && c.isComplete && !c.isExpired() }

func (c *listCache) isExpired() bool {
	now := c.clock.Now()
	return now.Sub(c.usedAt) >= listCacheIdle || c.pages != nil && now.Sub(c.fetchedAt) >= listCacheAge
}

// reset empties the cache. Pages that are fetched from now on contain all writes.
func (c *listCache) reset() {
	c.gets, c.searches, c.pages, c.isFetched, c.isComplete = 0, 0, nil, false, false
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items, c.written = map[tigertrust.ID]*tigertrust.Certificate{}, map[tigertrust.ID]bool{}
}

// fetch requests the pages that are due. It does not retry a list that cannot be
// read: if the cause also affects GETs, they report it. If the reader is cancelled,
// the next reader fetches the pages.
func (c *listCache) fetch(ctx context.Context) {
	if c.isFetched {
		return
	}
	var err error
	if c.pages == nil {
		err = c.fetchFirst(ctx)
	}
	if err == nil && c.isWorthFetching() {
		var items []tigertrust.Certificate
		if items, err = c.pages.Rest(ctx); err == nil {
			c.add(items)
			c.isFetched, c.isComplete = true, true
		}
	}
	c.isFetched = c.isFetched || err != nil && ctx.Err() == nil
}

// isWorthFetching reports whether the pages after page 1 are due. Without a known
// number of pages they never are.
func (c *listCache) isWorthFetching() bool {
	pages, known := c.pages.TotalPages()
	return known && max(c.gets, c.searches) >= pages
}

func (c *listCache) fetchFirst(ctx context.Context) error {
	pager := c.pager()
	items, err := pager.First(ctx)
	if err != nil {
		return err
	}
	c.pages = pager
	c.add(items)
	return nil
}

// prefetch fetches page 1 before the first read.
func (c *listCache) prefetch(ctx context.Context) error {
	if !c.lock(ctx) {
		return context.Cause(ctx)
	}
	defer c.unlock()
	if c.isExpired() {
		c.reset()
	}
	c.usedAt = c.clock.Now()
	if c.pages != nil {
		return nil
	}
	return c.fetchFirst(ctx)
}

// add stores items without the fields that callers do not get from the cache: the
// chains of a thousand certificates take megabytes.
func (c *listCache) add(items []tigertrust.Certificate) {
	c.fetchedAt = c.clock.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range items {
		item := &items[i]
		item.Issuer, item.CertificatePEM, item.ChainPEM, item.Locations = nil, nil, nil, nil
		c.items[item.ID] = item
	}
}

func (c *listCache) item(id tigertrust.ID) *tigertrust.Certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.written[id] {
		return nil
	}
	return c.items[id]
}

// forget records a write to a certificate. Pages that were requested before the
// write may contain the previous values.
func (c *listCache) forget(id tigertrust.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.written == nil {
		c.written = map[tigertrust.ID]bool{}
	}
	c.written[id] = true
}

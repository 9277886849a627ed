package tigertrust

import (
	"context"
	"sync"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
)

const (
	// inventoryIdle is how long an inventory that nobody reads from is kept.
	inventoryIdle = time.Minute
	// inventoryAge is how long one is read from at most.
	inventoryAge = 10 * time.Minute
)

// inventory serves reads of single certificates from the list, once that costs
// fewer requests.
//
// The rule: the first read is a GET. The second one has page 1 of the list
// fetched, which tells how many pages p the whole list takes. As soon as there
// have been p GETs, the other pages are fetched, and all further reads are
// served from them. N reads need min(n, p) requests at least. This takes n for
// the first, n+1 up to p, and 2p for any number beyond: never more than twice
// as many.
//
// What the list does not show, and what was written to since the fetch began,
// costs a GET in any case.
type inventory struct {
	list  list[Certificate]
	clock clock.Clock
	// turn is held by the reader that decides, and fetches if need be. The
	// others wait: what it fetches may serve them. It guards what follows.
	turn chan struct{}
	// gets are the reads that a GET had to answer.
	gets int
	// first is page 1, nil before it is fetched.
	first *page[Certificate]
	// isFetched: nothing more will be fetched, be it that the list failed.
	isFetched bool
	// since is when the last page came, and used when somebody read last.
	since, used time.Time

	// mu guards what a write changes, which never waits for a fetch.
	mu      sync.Mutex
	items   map[ID]*Certificate
	written map[ID]bool
}

func newInventory(c *Client) *inventory {
	return &inventory{
		// In the order of creation, what is new shifts nothing between pages.
		list:  c.certificates(CertificateQuery{SortBy: SortByCreatedAt}),
		clock: c.clock,
		turn:  make(chan struct{}, 1),
	}
}

// ListedCertificate returns a certificate as the list shows it, for callers
// that are about to read it and may be content with that. It is nil where they
// have to ask for it by its id: because that is cheaper, because the list does
// not show it (which does not mean that it is gone), or because it was written
// to through this client. Callers must not change what they get, which may be
// some minutes old. Without [Config.BulkRefresh] it is always nil.
func (c *Client) ListedCertificate(ctx context.Context, id ID) *Certificate {
	if c.inventory == nil {
		return nil
	}
	return c.inventory.read(ctx, id)
}

func (v *inventory) read(ctx context.Context, id ID) *Certificate {
	select {
	case v.turn <- struct{}{}:
		defer func() { <-v.turn }()
	case <-ctx.Done():
		return nil
	}
	if v.isOver() {
		v.begin()
	}
	if v.gets > 0 {
		v.fetch(ctx)
	}
	v.used = v.clock.Now()
	item := v.item(id)
	if item == nil {
		v.gets++
	}
	return item
}

func (v *inventory) isOver() bool {
	now := v.clock.Now()
	return now.Sub(v.used) >= inventoryIdle || v.first != nil && now.Sub(v.since) >= inventoryAge
}

// begin forgets everything, writes included: what is fetched from now on has
// seen them.
func (v *inventory) begin() {
	v.gets, v.first, v.isFetched = 0, nil, false
	v.mu.Lock()
	defer v.mu.Unlock()
	v.items, v.written = map[ID]*Certificate{}, map[ID]bool{}
}

// fetch does what the rule says is due. A list that cannot be read is left
// alone: the GETs tell what the matter is, if it concerns them. One whose
// reader was told to stop is the next reader's to fetch.
func (v *inventory) fetch(ctx context.Context) {
	if v.isFetched {
		return
	}
	var err error
	if v.first == nil {
		if v.first, err = v.list.fetch(ctx, 1); err == nil {
			v.add(v.first)
		}
	}
	if err == nil && v.gets >= v.first.totalPages() {
		var pages []*page[Certificate]
		if pages, err = v.list.readRest(ctx, v.first); err == nil {
			v.add(pages[1:]...)
			v.isFetched = true
		}
	}
	v.isFetched = v.isFetched || err != nil && ctx.Err() == nil
}

// add keeps of each item what reads are answered with.
func (v *inventory) add(pages ...*page[Certificate]) {
	v.since = v.clock.Now()
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, page := range pages {
		for i := range page.Data {
			item := &page.Data[i]
			item.Issuer, item.CertificatePEM, item.ChainPEM, item.Locations = nil, nil, nil, nil
			v.items[item.ID] = item
		}
	}
}

func (v *inventory) item(id ID) *Certificate {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.written[id] {
		return nil
	}
	return v.items[id]
}

// forget notes that a write to the certificate has ended. A fetch that began
// before that may have seen it from before the write.
func (v *inventory) forget(id ID) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.written == nil {
		v.written = map[ID]bool{}
	}
	v.written[id] = true
}

package mockserver

import (
	"cmp"
	"slices"
	"time"
)

// certificateStore contains the certificates of all workspaces.
type certificateStore struct {
	byID        map[int64]*record
	byWorkspace map[string][]*record
	sorted      map[sortKey][]*record
}

// sortKey identifies a sorted list, which is cached until the store changes.
type sortKey struct {
	workspace string
	sortBy    string
}

func newCertificateStore() certificateStore {
	return certificateStore{
		byID:        map[int64]*record{},
		byWorkspace: map[string][]*record{},
		sorted:      map[sortKey][]*record{},
	}
}

func (c *certificateStore) add(r *record) {
	c.byID[r.id] = r
	c.byWorkspace[r.workspace] = append(c.byWorkspace[r.workspace], r)
	c.invalidateSorted()
}

func (c *certificateStore) remove(r *record) {
	delete(c.byID, r.id)
	c.byWorkspace[r.workspace] = slices.DeleteFunc(c.byWorkspace[r.workspace], func(other *record) bool { return other == r })
	c.invalidateSorted()
}

// invalidateSorted clears the sorted lists. Every change that can move a
// certificate within a list must call it.
func (c *certificateStore) invalidateSorted() { clear(c.sorted) }

// sortedBy returns the certificates of a workspace in ascending order.
func (c *certificateStore) sortedBy(by sortKey) []*record {
	sorted, ok := c.sorted[by]
	if !ok {
		sorted = slices.Clone(c.byWorkspace[by.workspace])
		sortRecords(sorted, by.sortBy, 0)
		c.sorted[by] = sorted
	}
	return sorted
}

// isSortedBy reports whether the sorted list is cached.
func (c *certificateStore) isSortedBy(by sortKey) bool {
	_, ok := c.sorted[by]
	return ok
}

// sortRecords sorts in ascending order. The order of equal records, and of lists
// without sortBy, is arbitrary and depends on the salt. Certificates without an
// expiry are last, as in a database.
func sortRecords(records []*record, sortBy string, salt uint64) {
	tie := func(a, b *record) int {
		return cmp.Compare(mix(a.id, salt), mix(b.id, salt))
	}
	switch sortBy {
	case sortCommonName:
		slices.SortFunc(records, func(a, b *record) int {
			return cmp.Or(cmp.Compare(a.commonName, b.commonName), tie(a, b))
		})
	case sortCreatedAt:
		slices.SortFunc(records, func(a, b *record) int {
			return cmp.Or(a.createdAt.Compare(b.createdAt), tie(a, b))
		})
	case sortExpiresAt:
		slices.SortFunc(records, func(a, b *record) int {
			return cmp.Or(expiry(a).Compare(expiry(b)), tie(a, b))
		})
	default:
		slices.SortFunc(records, tie)
	}
}

// expiry returns the expiry of a certificate, far in the future if not issued.
func expiry(r *record) time.Time {
	if r.leaf == nil {
		return caValidTo
	}
	return r.leaf.to
}

// mix returns a hash of an id: the mixing step of SplitMix64.
func mix(id int64, salt uint64) uint64 {
	x := (uint64(id) + salt) * 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

package mockserver

import (
	"cmp"
	"slices"
	"time"
)

// certificateStore holds all certificates of all workspaces.
type certificateStore struct {
	byID        map[int64]*record
	byWorkspace map[string][]*record
	sorted      map[sortKey][]*record
}

// sortKey names a list that was sorted once and is kept until something
// changes.
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

func (v *certificateStore) add(r *record) {
	v.byID[r.id] = r
	v.byWorkspace[r.workspace] = append(v.byWorkspace[r.workspace], r)
	v.invalidateSorted()
}

func (v *certificateStore) remove(r *record) {
	delete(v.byID, r.id)
	v.byWorkspace[r.workspace] = slices.DeleteFunc(v.byWorkspace[r.workspace], func(other *record) bool { return other == r })
	v.invalidateSorted()
}

// invalidateSorted forgets what was sorted. It is called for every change that can move a
// certificate within a list.
func (v *certificateStore) invalidateSorted() { clear(v.sorted) }

// sortedBy returns all certificates of a workspace in ascending order.
func (v *certificateStore) sortedBy(by sortKey) []*record {
	kept, ok := v.sorted[by]
	if !ok {
		kept = slices.Clone(v.byWorkspace[by.workspace])
		sortRecords(kept, by.sortBy, 0)
		v.sorted[by] = kept
	}
	return kept
}

// isSortedBy tells whether arranged would have nothing to sort.
func (v *certificateStore) isSortedBy(by sortKey) bool {
	_, ok := v.sorted[by]
	return ok
}

// sortRecords sorts in ascending order. Ties, and lists without an order, are put
// in an arbitrary one that depends on the salt. Certificates without an expiry
// come last, as in a database.
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

// expiry is the end of a certificate, far away while it has none.
func expiry(r *record) time.Time {
	if r.leaf == nil {
		return caValidTo
	}
	return r.leaf.to
}

// mix is the mixing step of SplitMix64: near ids come out far apart.
func mix(id int64, salt uint64) uint64 {
	x := (uint64(id) + salt) * 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

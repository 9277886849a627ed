package mockserver

import (
	"cmp"
	"slices"
	"time"
)

// inventory holds all certificates of all workspaces.
type inventory struct {
	byID        map[int64]*record
	byWorkspace map[string][]*record
	sorted      map[arrangement][]*record
}

// arrangement names a list that was sorted once and is kept until something
// changes.
type arrangement struct {
	workspace string
	sortBy    string
}

func newInventory() inventory {
	return inventory{
		byID:        map[int64]*record{},
		byWorkspace: map[string][]*record{},
		sorted:      map[arrangement][]*record{},
	}
}

func (v *inventory) add(r *record) {
	v.byID[r.id] = r
	v.byWorkspace[r.workspace] = append(v.byWorkspace[r.workspace], r)
	v.touch()
}

func (v *inventory) remove(r *record) {
	delete(v.byID, r.id)
	v.byWorkspace[r.workspace] = slices.DeleteFunc(v.byWorkspace[r.workspace], func(other *record) bool { return other == r })
	v.touch()
}

// touch forgets what was sorted. It is called for every change that can move a
// certificate within a list.
func (v *inventory) touch() { clear(v.sorted) }

// arranged returns all certificates of a workspace in ascending order.
func (v *inventory) arranged(by arrangement) []*record {
	kept, ok := v.sorted[by]
	if !ok {
		kept = slices.Clone(v.byWorkspace[by.workspace])
		arrange(kept, by.sortBy, 0)
		v.sorted[by] = kept
	}
	return kept
}

// isArranged tells whether arranged would have nothing to sort.
func (v *inventory) isArranged(by arrangement) bool {
	_, ok := v.sorted[by]
	return ok
}

// arrange sorts in ascending order. Ties, and lists without an order, are put
// in an arbitrary one that depends on the salt. Certificates without an expiry
// come last, as in a database.
func arrange(records []*record, sortBy string, salt uint64) {
	tie := func(a, b *record) int {
		return cmp.Compare(scatter(a.id, salt), scatter(b.id, salt))
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
		return authorityTo
	}
	return r.leaf.to
}

// scatter is the mixing step of SplitMix64: near ids come out far apart.
func scatter(id int64, salt uint64) uint64 {
	x := (uint64(id) + salt) * 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

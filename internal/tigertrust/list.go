package tigertrust

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
)

const (
	// parallelPages is how many pages of one list are requested at the same
	// time: slightly fewer than the requests that Terraform itself sends in
	// parallel.
	parallelPages = 8
	// maxPasses limits how often a list that keeps changing is read.
	maxPasses = 4
)

// UnstableListError is returned for a list that changed each time it was read.
type UnstableListError struct {
	// Seen is the number of distinct items in the last pass. Total is the number
	// that the server announced, or for [Client.ListCertificatesUntil] the number
	// in the pass before.
	Seen, Total int
}

func (e *UnstableListError) Error() string {
	return fmt.Sprintf("the list kept changing while it was read: %d distinct items of %d after %d attempts",
		e.Seen, e.Total, maxPasses)
}

// all returns every item once, in the server's order, and requests pages in
// parallel. An item that is added or removed in the meantime moves other items to
// another page: all discards a pass that shows signs of this and starts again. A
// list that shrinks, or that has no total, may show no signs, so two passes must
// agree.
func (l list[T]) all(ctx context.Context) ([]T, error) {
	var passes passes
	var previous []T
	for range maxPasses {
		pages, err := l.fetchAll(ctx)
		if err != nil {
			return nil, err
		}
		seen, items := map[ID]bool{}, []T{}
		var totals totals
		for _, current := range pages {
			items = append(items, l.distinct(seen, current.Data)...)
			totals.add(current.Pagination)
		}
		complete := totals.agreeWith(len(items))
		isSingle := len(pages) == 1
		if complete && (isSingle || totals.known && !l.shrinks || previous != nil && l.sameIDs(previous, items)) {
			return items, nil
		}
		previous = nil
		if complete {
			previous = items
		}
		passes.add(len(items), totals.last)
	}
	return nil, l.unstable(passes)
}

// fetchAll returns all pages. Page 1 contains the number of pages.
func (l list[T]) fetchAll(ctx context.Context) ([]*page[T], error) {
	first, err := l.fetch(ctx, 1)
	if err != nil {
		return nil, err
	}
	return l.fetchRest(ctx, first)
}

// fetchRest returns all pages, of which the first has already been fetched. It
// requests those that page 1 announces in parallel, and then one after the other
// those that must follow because items are missing.
func (l list[T]) fetchRest(ctx context.Context, first *page[T]) ([]*page[T], error) {
	pages, err := l.fetchAnnounced(ctx, first)
	if err != nil {
		return nil, err
	}
	seen := map[ID]bool{}
	for _, current := range pages {
		l.distinct(seen, current.Data)
	}
	for number := len(pages); number < maxPages && l.isMissingItems(first, pages[number-1], number, len(seen)); number++ {
		next, err := l.fetch(ctx, number+1)
		if err != nil {
			return nil, err
		}
		if len(l.distinct(seen, next.Data)) == 0 {
			break
		}
		pages = append(pages, next)
	}
	return pages, nil
}

// isMissingItems reports whether a page follows page number, which is the last one
// so far. The total of page 1 decides: a list that grows while it is read would
// never end.
func (l list[T]) isMissingItems(first, last *page[T], number, seen int) bool {
	if first.Pagination.Total != nil {
		return int64(seen) < *first.Pagination.Total
	}
	return !last.isLast(number, seen)
}

// fetchAnnounced returns page 1 and the pages that it announces.
func (l list[T]) fetchAnnounced(ctx context.Context, first *page[T]) ([]*page[T], error) {
	pages := make([]*page[T], first.totalPages())
	pages[0] = first

	// fetched contains the bounds of the pages so far. Only the last page may be
	// empty.
	var fetched sync.Map
	fetched.Store(l.bounds(first), true)
	fetched.Store([2]ID{}, true)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallelPages)
	for number := 2; number <= len(pages); number++ {
		group.Go(func() error {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			current, err := l.fetch(ctx, number)
			if err != nil {
				return err
			}
			_, known := fetched.LoadOrStore(l.bounds(current), true)
			if known && (len(current.Data) > 0 || current.announces(number+1)) {
				return l.repeats(number)
			}
			pages[number-1] = current
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return pages, nil
}

// bounds returns the ids of the first and the last item of a page, or zeros for an
// empty page. Two pages with the same bounds are the same page.
func (l list[T]) bounds(p *page[T]) [2]ID {
	if len(p.Data) == 0 {
		return [2]ID{}
	}
	return [2]ID{l.id(p.Data[0]), l.id(p.Data[len(p.Data)-1])}
}

// list yields the items once, in the server's order, and requests a page when
// the caller has taken all items of the page before. If the pages of a pass do
// not add up to an unchanged total, list reads the list again and yields the
// items that were missing. Without a total, it reads the list once.
func (l list[T]) list(ctx context.Context) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		var passes passes
		yielded := map[ID]bool{}
		for range maxPasses {
			var totals totals
			seen := 0
			for current, err := range l.pages(ctx) {
				if err != nil {
					yield(none, err)
					return
				}
				totals.add(current.Pagination)
				seen += len(current.Data)
				for _, item := range l.distinct(yielded, current.Data) {
					if !yield(item, nil) {
						return
					}
				}
			}
			// Without removals, several passes add up to the list.
			if totals.agreeWith(seen) || !l.shrinks && totals.agreeWith(len(yielded)) {
				return
			}
			passes.add(seen, totals.last)
			passes.changed = passes.changed || seen != len(yielded)
		}
		yield(none, l.unstable(passes))
	}
}

// totals compares the totals that the pages of one pass announce.
type totals struct {
	last           int
	known, changed bool
}

func (t *totals) add(p pagination) {
	if p.Total == nil {
		return
	}
	total := int(*p.Total)
	t.changed = t.changed || t.known && t.last != total
	t.last, t.known = total, true
}

// agreeWith reports whether the pages announce this number of items, or none.
func (t *totals) agreeWith(items int) bool { return !t.known || !t.changed && t.last == items }

// passes compares the passes through a list whose items and totals differ.
type passes struct {
	items, total int
	count        int
	changed      bool
}

func (p *passes) add(items, total int) {
	p.changed = p.changed || p.count > 0 && (p.items != items || p.total != total)
	p.items, p.total = items, total
	p.count++
}

// unstable returns the error of a list whose items never add up to its total.
func (l list[T]) unstable(p passes) error {
	if !p.changed && p.items != p.total {
		return l.client.unreadable(fmt.Errorf(`the list contains %d items, but its "total" is %d`, p.items, p.total))
	}
	return &UnstableListError{Seen: p.items, Total: p.total}
}

// listUntil returns the items before the first one that isPast accepts, each
// once, in the server's order. The server announces no total for them, so if
// they take more than one page, two passes must agree.
func (l list[T]) listUntil(ctx context.Context, isPast func(T) bool) ([]T, error) {
	var items, previous []T
	for range maxPasses {
		pages := 0
		previous, items = items, []T{}
		for current, err := range l.pages(ctx) {
			if err != nil {
				return nil, err
			}
			pages++
			end := slices.IndexFunc(current.Data, isPast)
			if end >= 0 {
				items = append(items, current.Data[:end]...)
				break
			}
			items = append(items, current.Data...)
		}
		if pages == 1 || previous != nil && l.sameIDs(previous, items) {
			return items, nil
		}
	}
	return nil, &UnstableListError{Seen: len(items), Total: len(previous)}
}

// sameIDs reports whether two lists of distinct items contain the same ids, in
// any order.
func (l list[T]) sameIDs(a, b []T) bool {
	ids := map[ID]bool{}
	for _, item := range a {
		ids[l.id(item)] = true
	}
	return len(a) == len(b) && !slices.ContainsFunc(b, func(item T) bool { return !ids[l.id(item)] })
}

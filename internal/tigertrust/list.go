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
// list that shrinks may show no signs, so two passes must agree.
func (l list[T]) all(ctx context.Context) ([]T, error) {
	unstable := &UnstableListError{}
	var previous []T
	for range maxPasses {
		pages, err := l.fetchAll(ctx)
		if err != nil {
			return nil, err
		}
		seen, items := map[ID]bool{}, []T{}
		for _, current := range pages {
			items = append(items, l.distinct(seen, current.Data)...)
		}
		complete, total := isComplete(pages, len(items))
		if complete && (!l.shrinks || len(pages) == 1 || previous != nil && l.sameIDs(previous, items)) {
			return items, nil
		}
		previous = nil
		if complete {
			previous = items
		}
		unstable.Seen, unstable.Total = len(items), total
	}
	return nil, unstable
}

// isComplete reports whether the number of distinct items equals the total that
// the first and the last page announce, and returns that total.
func isComplete[T any](pages []*page[T], items int) (complete bool, total int) {
	first, last := pages[0].Pagination, pages[len(pages)-1].Pagination
	if first == nil {
		return true, items
	}
	if last == nil {
		last = first
	}
	return first.Total == last.Total && items == last.Total, last.Total
}

// fetchAll returns all pages. Page 1 contains the number of pages.
func (l list[T]) fetchAll(ctx context.Context) ([]*page[T], error) {
	first, err := l.fetch(ctx, 1)
	if err != nil {
		return nil, err
	}
	return l.fetchRest(ctx, first)
}

// fetchRest returns all pages, of which the first has already been fetched.
func (l list[T]) fetchRest(ctx context.Context, first *page[T]) ([]*page[T], error) {
	pages := make([]*page[T], max(1, first.totalPages()))
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
			if known && (len(current.Data) > 0 || number < current.totalPages()) {
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
// items that were missing.
func (l list[T]) list(ctx context.Context) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		yielded := map[ID]bool{}
		unstable := &UnstableListError{}
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
			if !totals.known {
				return
			}
			// Without removals, several passes add up to the list.
			found := seen == totals.last || !l.shrinks && len(yielded) == totals.last
			if found && !totals.changed {
				return
			}
			unstable.Seen, unstable.Total = seen, totals.last
		}
		yield(none, unstable)
	}
}

// totals compares the totals that the pages of one pass announce.
type totals struct {
	last           int
	known, changed bool
}

func (t *totals) add(p *pagination) {
	if p == nil {
		return
	}
	t.changed = t.changed || t.known && t.last != p.Total
	t.last, t.known = p.Total, true
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

package tigertrust

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"

	"golang.org/x/sync/errgroup"
)

const (
	// pageSize is the largest that the reference allows.
	pageSize = 100
	// pagesAtOnce is how many pages of one list are fetched at a time, a little
	// fewer than the requests that a walk of Terraform sends at once.
	pagesAtOnce = 8
	// listReadings is how often a list is read that changes while it is read.
	listReadings = 4
	// maxPages stops a server that announces pages for ever.
	maxPages = 100_000
)

// pagination is the reference's, section "Response Format".
type pagination struct {
	Page       int `json:"page"`
	Limit      int `json:"limit"`
	Total      int `json:"total"`
	TotalPages int `json:"totalPages"`
}

type page[T any] struct {
	Data       []T         `json:"data"`
	Pagination *pagination `json:"pagination"`
}

func (p *page[T]) totalPages() int {
	if p.Pagination == nil {
		return 1
	}
	return p.Pagination.TotalPages
}

// check refuses an answer that would lead a reader astray.
func (p *page[T]) check(asked int) error {
	switch {
	case p.Data == nil:
		return errNoData
	case p.Pagination == nil:
		return nil
	case p.Pagination.Page != 0 && p.Pagination.Page != asked:
		return fmt.Errorf("it is page %d, asked for was page %d", p.Pagination.Page, asked)
	case p.Pagination.TotalPages > maxPages:
		return fmt.Errorf("it announces %d pages", p.Pagination.TotalPages)
	}
	return nil
}

// UnstableListError is returned when a list changed each time it was read.
type UnstableListError struct {
	// Seen and Total are the last reading's distinct items and what the
	// server announced, or the reading before had.
	Seen, Total int
}

func (e *UnstableListError) Error() string {
	return fmt.Sprintf("the list kept changing while it was read: %d different items of %d announced, in %d readings",
		e.Seen, e.Total, listReadings)
}

// list is a paginated GET.
type list[T any] struct {
	client *Client
	path   []string
	query  url.Values
	// id tells items apart.
	id func(T) ID
	// loses tells that items can leave the list. Where one leaves and another
	// one comes, no count shows that those between them have moved.
	loses bool
}

func (l list[T]) fetch(ctx context.Context, number int) (*page[T], error) {
	query := maps.Clone(l.query)
	if query == nil {
		query = url.Values{}
	}
	if number > 1 || query.Has("limit") {
		query.Set("page", strconv.Itoa(number))
	}
	var answer page[T]
	if err := l.client.send(ctx, call{method: http.MethodGet, path: l.path, query: query}, &answer); err != nil {
		return nil, err
	}
	err := answer.check(number)
	if err == nil && slices.ContainsFunc(answer.Data, func(item T) bool { return l.id(item) < 1 }) {
		// Items that cannot be told apart would be lost as duplicates.
		err = errNoID
	}
	if err != nil {
		return nil, l.client.unreadable(err)
	}
	return &answer, nil
}

// each yields the items in the server's order, each once, asking for a page
// only when the items before it were taken. An item that moves between pages
// while they are read can be missed: callers that need all of them use all or
// until.
func (l list[T]) each(ctx context.Context) iter.Seq2[T, error] {
	return l.walk(ctx, func(*page[T]) {})
}

// walk is each, and shows every page that it turns to.
func (l list[T]) walk(ctx context.Context, turn func(*page[T])) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		seen := map[ID]bool{}
		for number := 1; ; number++ {
			current, err := l.fetch(ctx, number)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			turn(current)
			news := false
			for _, item := range current.Data {
				if seen[l.id(item)] {
					continue
				}
				seen[l.id(item)], news = true, true
				if !yield(item, nil) {
					return
				}
			}
			if number >= current.totalPages() {
				return
			}
			if !news {
				var none T
				yield(none, l.repeats(number))
				return
			}
		}
	}
}

// until returns the items ahead of the first that is past, each once, in the
// server's order. There is no total to compare their number with: more than a
// page of them is read until two readings agree.
func (l list[T]) until(ctx context.Context, past func(T) bool) ([]T, error) {
	var items, before []T
	for range listReadings {
		pages := 0
		before, items = items, []T{}
		for item, err := range l.walk(ctx, func(*page[T]) { pages++ }) {
			if err != nil {
				return nil, err
			}
			if past(item) {
				break
			}
			items = append(items, item)
		}
		if pages == 1 || before != nil && l.sameIDs(before, items) {
			return items, nil
		}
	}
	return nil, &UnstableListError{Seen: len(items), Total: len(before)}
}

// sameIDs compares two lists of distinct items. Their order may be any.
func (l list[T]) sameIDs(one, other []T) bool {
	ids := map[ID]bool{}
	for _, item := range one {
		ids[l.id(item)] = true
	}
	return len(one) == len(other) && !slices.ContainsFunc(other, func(item T) bool { return !ids[l.id(item)] })
}

func (l list[T]) repeats(number int) error {
	return &UnreadableResponseError{
		Host: l.client.endpoint.Host,
		Err:  fmt.Errorf("page %d has nothing that the pages before it had not", number),
	}
}

// all returns every item once, in the server's order. Items that are added or
// removed while the pages are read shift the others between pages: a reading
// that shows signs of it is thrown away and repeated. A list that loses items
// may show none, so that two readings have to agree.
func (l list[T]) all(ctx context.Context) ([]T, error) {
	unsettled := &UnstableListError{}
	var before []T
	for range listReadings {
		pages, err := l.readPages(ctx)
		if err != nil {
			return nil, err
		}
		items := l.distinct(pages)
		isWhole, total := isWhole(pages, len(items))
		if isWhole && (!l.loses || len(pages) == 1 || before != nil && l.sameIDs(before, items)) {
			return items, nil
		}
		before = nil
		if isWhole {
			before = items
		}
		unsettled.Seen, unsettled.Total = len(items), total
	}
	return nil, unsettled
}

// isWhole compares the number of distinct items with the total that the first
// and the last page announce, and returns that.
func isWhole[T any](pages []*page[T], items int) (whole bool, total int) {
	first, last := pages[0].Pagination, pages[len(pages)-1].Pagination
	if first == nil {
		return true, items
	}
	if last == nil {
		last = first
	}
	return first.Total == last.Total && items == last.Total, last.Total
}

func (l list[T]) distinct(pages []*page[T]) []T {
	items := []T{}
	seen := map[ID]bool{}
	for _, current := range pages {
		for _, item := range current.Data {
			if !seen[l.id(item)] {
				seen[l.id(item)] = true
				items = append(items, item)
			}
		}
	}
	return items
}

// readPages fetches page 1, which tells how many there are, and then the rest
// a few at a time.
func (l list[T]) readPages(ctx context.Context) ([]*page[T], error) {
	first, err := l.fetch(ctx, 1)
	if err != nil {
		return nil, err
	}
	return l.readRest(ctx, first)
}

// readRest returns all pages where the first has been fetched.
func (l list[T]) readRest(ctx context.Context, first *page[T]) ([]*page[T], error) {
	pages := make([]*page[T], max(1, first.totalPages()))
	pages[0] = first

	// Pages that were read, by their ends; the empty one needs no reading.
	var read sync.Map
	read.Store(l.ends(first), true)
	read.Store([2]ID{}, true)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(pagesAtOnce)
	for number := 2; number <= len(pages); number++ {
		group.Go(func() error {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			current, err := l.fetch(ctx, number)
			if err != nil {
				return err
			}
			_, known := read.LoadOrStore(l.ends(current), true)
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

// ends are the first and the last item of a page, none when it is empty. Two
// pages with the same ends are the same page.
func (l list[T]) ends(p *page[T]) [2]ID {
	if len(p.Data) == 0 {
		return [2]ID{}
	}
	return [2]ID{l.id(p.Data[0]), l.id(p.Data[len(p.Data)-1])}
}

package tigertrust

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
)

const (
	// pageSize is the largest page that the reference allows ("List
	// Certificates").
	pageSize = 100
	// maxPages limits how many pages a server can announce.
	maxPages = 100_000
)

// page is the body of a list response (reference, "Response Format").
type page[T any] struct {
	Data       []T         `json:"data"`
	Pagination *pagination `json:"pagination"`
}

type pagination struct {
	Page       int `json:"page"`
	Limit      int `json:"limit"`
	Total      int `json:"total"`
	TotalPages int `json:"totalPages"`
}

func (p *page[T]) totalPages() int {
	if p.Pagination == nil {
		return 1
	}
	return p.Pagination.TotalPages
}

// check rejects a page that contradicts the request.
func (p *page[T]) check(requested int) error {
	switch {
	case p.Data == nil:
		return errNoData
	case p.Pagination == nil:
		return nil
	case p.Pagination.Page != 0 && p.Pagination.Page != requested:
		return fmt.Errorf("the response contains page %d, but page %d was requested", p.Pagination.Page, requested)
	case p.Pagination.TotalPages > maxPages:
		return fmt.Errorf("the response announces %d pages, but at most %d are supported", p.Pagination.TotalPages, maxPages)
	}
	return nil
}

// list is a paginated GET. [list.all], [list.list] and [list.listUntil] read it.
type list[T any] struct {
	client *Client
	path   []string
	query  url.Values
	// id returns the id of an item.
	id func(T) ID
	// shrinks is true if items can leave the list. If one item leaves the list
	// while another one joins it, the total does not change, although items in
	// between move to another page.
	shrinks bool
}

// fetch requests one page. The error is an [*UnreadableResponseError] if the
// page contradicts the request.
func (l list[T]) fetch(ctx context.Context, number int) (*page[T], error) {
	query := maps.Clone(l.query)
	if query == nil {
		query = url.Values{}
	}
	if number > 1 || query.Has("limit") {
		query.Set("page", strconv.Itoa(number))
	}
	var response page[T]
	if err := l.client.send(ctx, call{method: http.MethodGet, path: l.path, query: query}, &response); err != nil {
		return nil, err
	}
	err := response.check(number)
	if err == nil {
		err = l.checkItems(response.Data)
	}
	if err != nil {
		return nil, l.client.unreadable(err)
	}
	l.client.onSuccess()
	return &response, nil
}

// checkItems rejects items of one page that have no id, or the same id and
// different fields: [list.distinct] would drop one of them.
func (l list[T]) checkItems(items []T) error {
	known := make(map[ID]T, len(items))
	for _, item := range items {
		id := l.id(item)
		if id == "" {
			return errNoID
		}
		if other, ok := known[id]; ok && !reflect.DeepEqual(other, item) {
			return fmt.Errorf("the page contains two different items with the id %s", id)
		}
		known[id] = item
	}
	return nil
}

// pages yields the pages of one pass through the list. It requests a page after
// the caller is done with the page before, and leaves out items that an earlier
// page contained.
func (l list[T]) pages(ctx context.Context) iter.Seq2[*page[T], error] {
	return func(yield func(*page[T], error) bool) {
		seen := map[ID]bool{}
		for number := 1; ; number++ {
			current, err := l.fetch(ctx, number)
			if err != nil {
				yield(nil, err)
				return
			}
			current.Data = l.distinct(seen, current.Data)
			if !yield(current, nil) || number >= current.totalPages() {
				return
			}
			if len(current.Data) == 0 {
				yield(nil, l.repeats(number))
				return
			}
		}
	}
}

// distinct returns the items whose ids are not in seen, and adds their ids to
// seen.
func (l list[T]) distinct(seen map[ID]bool, items []T) []T {
	distinct := []T{}
	for _, item := range items {
		if id := l.id(item); !seen[id] {
			seen[id] = true
			distinct = append(distinct, item)
		}
	}
	return distinct
}

// repeats returns the error for a server that announces more pages than it has.
func (l list[T]) repeats(number int) error {
	return l.client.unreadable(fmt.Errorf("page %d contains only items of earlier pages", number))
}

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
	// pageSize is the largest page that the reference allows, and defaultPageSize
	// the size of a page without limit ("List Certificates").
	pageSize        = 100
	defaultPageSize = 50
	// maxPages limits how many pages of one list are read.
	maxPages = 100_000
)

// page is the body of a list response (reference, "Response Format").
type page[T any] struct {
	Data       []T        `json:"data"`
	Pagination pagination `json:"pagination"`
}

// pagination describes a list. Fields that the response does not contain are nil.
type pagination struct {
	Page       *int64 `json:"page"`
	Limit      *int64 `json:"limit"`
	Total      *int64 `json:"total"`
	TotalPages *int64 `json:"totalPages"`
}

// UnmarshalJSON treats fields of the wrong type, and a pagination that is no object,
// as absent.
func (p *pagination) UnmarshalJSON(raw []byte) error {
	type fields pagination
	_, _ = decodeFields(raw, (*fields)(p))
	return nil
}

// totalPages returns the number of pages that the page announces, at least 1.
func (p *page[T]) totalPages() int {
	announced := int64(1)
	if p.Pagination.TotalPages != nil {
		announced = max(announced, *p.Pagination.TotalPages)
	}
	if items := int64(len(p.Data)); items > 0 && p.Pagination.Total != nil {
		announced = max(announced, (*p.Pagination.Total+items-1)/items)
	}
	return int(min(announced, maxPages+1))
}

// isLast reports whether no page follows page number. The list has returned seen
// distinct items so far. More items than those mean that there is another page,
// whatever totalPages says. Without a total, so does a full page.
func (p *page[T]) isLast(number, seen int) bool {
	switch {
	case p.announces(number + 1):
		return false
	case p.Pagination.Total != nil:
		return int64(seen) >= *p.Pagination.Total
	default:
		return len(p.Data) < p.fullSize()
	}
}

// announces reports whether totalPages contains page number.
func (p *page[T]) announces(number int) bool {
	return p.Pagination.TotalPages != nil && *p.Pagination.TotalPages >= int64(number)
}

// fullSize returns from how many items on the page may be full. A server may ignore
// the limit of the request.
func (p *page[T]) fullSize() int {
	if limit := p.Pagination.Limit; limit != nil && *limit > 0 && *limit < defaultPageSize {
		return int(*limit)
	}
	return defaultPageSize
}

// check rejects a page that contradicts the request.
func (p *page[T]) check(requested int) error {
	switch number := p.Pagination.Page; {
	case p.Data == nil:
		return errNoData
	case number != nil && *number != 0 && *number != int64(requested):
		return fmt.Errorf("the response contains page %d, but page %d was requested", *number, requested)
	case p.totalPages() > maxPages:
		return fmt.Errorf("the response announces more than %d pages", maxPages)
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
	// unreadable returns the names of the fields of an item that cannot be read.
	unreadable func(T) []string
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
	limit, _ := strconv.Atoi(query.Get("limit"))
	if err := l.client.send(ctx, call{method: http.MethodGet, path: l.path, query: query, maxItems: limit}, &response); err != nil {
		return nil, err
	}
	err := response.check(number)
	if err == nil {
		err = l.checkItems(response.Data)
	}
	if err != nil {
		return nil, l.client.unreadable(err)
	}
	for _, item := range response.Data {
		l.client.onUnreadable(ctx, l.id(item), l.unreadable(item))
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
		for number := 1; number <= maxPages; number++ {
			current, err := l.fetch(ctx, number)
			if err != nil {
				yield(nil, err)
				return
			}
			distinct := l.distinct(seen, current.Data)
			isLast, hasMore := current.isLast(number, len(seen)), current.announces(number+1)
			current.Data = distinct
			if !yield(current, nil) || isLast {
				return
			}
			if len(distinct) == 0 {
				if hasMore {
					yield(nil, l.repeats(number))
				}
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

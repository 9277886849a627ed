package tigertrust

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"testing"
)

// incompleteServer returns a list whose pagination has only some fields.
type incompleteServer struct {
	items int
	// size is the largest page, whatever the request asks for.
	size int
	// pagination returns the fields of one page, nil for a response without
	// pagination.
	pagination func(number, limit, total, pages int) map[string]any
	// noObject replaces the pagination unless it is nil.
	noObject any
	// ignoresPage is true if every request returns the first items.
	ignoresPage bool
}

func (s incompleteServer) respond(request *http.Request) (*http.Response, error) {
	query := request.URL.Query()
	number, _ := strconv.Atoi(query.Get("page"))
	limit, _ := strconv.Atoi(query.Get("limit"))
	limit = min(limit, s.size)
	from := min(s.items, (max(number, 1)-1)*limit)
	if s.ignoresPage {
		from = 0
	}
	items := []map[string]int{}
	for id := from + 1; id <= min(s.items, from+limit); id++ {
		items = append(items, map[string]int{"id": id})
	}
	body := map[string]any{"data": items}
	if s.noObject != nil {
		body["pagination"] = s.noObject
	} else if pagination := s.pagination(number, limit, s.items, (s.items+limit-1)/limit); pagination != nil {
		body["pagination"] = pagination
	}
	content, err := json.Marshal(body)
	return reply(http.StatusOK, string(content)), err
}

// incompletePaginations are paginations without some of the documented fields, or
// with wrong ones.
func incompletePaginations() map[string]func(number, limit, total, pages int) map[string]any {
	fields := func(number, limit, total, pages int) map[string]any {
		return map[string]any{"page": number, "limit": limit, "total": total, "totalPages": pages}
	}
	variants := map[string]func(int, int, int, int) map[string]any{
		"none":               func(int, int, int, int) map[string]any { return nil },
		"empty":              func(int, int, int, int) map[string]any { return map[string]any{} },
		"one page announced": func(number, limit, total, _ int) map[string]any { return fields(number, limit, total, 1) },
		"no page announced":  func(number, limit, total, _ int) map[string]any { return fields(number, limit, total, 0) },
		"texts": func(number, limit, total, pages int) map[string]any {
			return map[string]any{"page": strconv.Itoa(number), "limit": strconv.Itoa(limit), "total": strconv.Itoa(total), "totalPages": strconv.Itoa(pages)}
		},
		"only page and limit": func(number, limit, _, _ int) map[string]any { return map[string]any{"page": number, "limit": limit} },
	}
	for _, missing := range []string{"page", "limit", "total", "totalPages"} {
		variants["without "+missing] = func(number, limit, total, pages int) map[string]any {
			all := fields(number, limit, total, pages)
			delete(all, missing)
			return all
		}
		variants[missing+" is null"] = func(number, limit, total, pages int) map[string]any {
			all := maps.Clone(fields(number, limit, total, pages))
			all[missing] = nil
			return all
		}
		variants[missing+" is unreadable"] = func(number, limit, total, pages int) map[string]any {
			all := fields(number, limit, total, pages)
			all[missing] = []string{"many"}
			return all
		}
	}
	return variants
}

func TestList_IncompletePagination_ReturnsAll(t *testing.T) {
	t.Parallel()
	for name, pagination := range incompletePaginations() {
		for _, items := range []int{0, 1, 49, 50, 51, 99, 100, 101, 121, 200, 250} {
			for _, size := range []int{100, 50, 20} {
				if size == 20 && items > size && (name == "none" || name == "empty") {
					continue // nothing shows that a page of 20 is full
				}
				server := incompleteServer{items: items, size: size, pagination: pagination}
				for reader, read := range readers {
					client, _ := newFakeClient(t, server.respond)
					got, err := read(t.Context(), client)
					if err != nil || !slices.Equal(got, upTo(items)) {
						t.Errorf("%s, %s: %d items of %d with pages of %d, %v", name, reader, len(got), items, size, err)
					}
				}
			}
		}
	}
}

func TestList_PaginationNoObject_ReturnsAll(t *testing.T) {
	t.Parallel()
	for _, pagination := range []any{[]string{}, "none", 3, false} {
		for reader, read := range readers {
			client, _ := newFakeClient(t, incompleteServer{items: 121, size: 50, noObject: pagination}.respond)
			if got, err := read(t.Context(), client); err != nil || !slices.Equal(got, upTo(121)) {
				t.Errorf("%v, %s: %d items of 121, %v", pagination, reader, len(got), err)
			}
		}
	}
}

// A server that has no pages returns the same items for each of them.
func TestList_PageIgnored_IsComplete(t *testing.T) {
	t.Parallel()
	for _, items := range []int{0, 49, 50, 99, 100} {
		server := incompleteServer{items: items, size: 1000, ignoresPage: true, pagination: func(int, int, int, int) map[string]any { return nil }}
		for reader, read := range readers {
			client, _ := newFakeClient(t, server.respond)
			if got, err := read(t.Context(), client); err != nil || !slices.Equal(got, upTo(items)) {
				t.Errorf("%s: %d items of %d, %v", reader, len(got), items, err)
			}
		}
	}
}

func TestListUntil_IncompletePagination_ReturnsAll(t *testing.T) {
	t.Parallel()
	for name, pagination := range incompletePaginations() {
		server := incompleteServer{items: 250, size: 100, pagination: pagination}
		client, _ := newFakeClient(t, server.respond)
		got, err := client.ListCertificatesUntil(t.Context(), CertificateQuery{}, func(c *Certificate) bool { return fmt.Sprint(c.ID) == "231" })
		if err != nil || len(got) != 230 {
			t.Errorf("%s: %d items, %v", name, len(got), err)
		}
	}
}

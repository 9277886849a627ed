package tigertrust

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
)

// fakeList is a transport that returns a paginated list.
type fakeList struct {
	// before is called ahead of each response, and may change the items.
	before func(page int)
	// replace returns another body for a page, or an empty text. It may be nil.
	replace func(page int) string

	mu    sync.Mutex
	ids   []int
	pages []int
}

// newFakeList returns a list of items with the ids from 1 to n.
func newFakeList(n int) *fakeList {
	l := &fakeList{}
	for id := 1; id <= n; id++ {
		l.ids = append(l.ids, id)
	}
	return l
}

func (l *fakeList) RoundTrip(request *http.Request) (*http.Response, error) {
	if err := request.Context().Err(); err != nil {
		return nil, err
	}
	query := request.URL.Query()
	number, err := strconv.Atoi(query.Get("page"))
	if err != nil || query.Get("limit") != "100" {
		return reply(http.StatusBadRequest, ""), nil
	}
	l.mu.Lock()
	l.pages = append(l.pages, number)
	l.mu.Unlock()
	if l.before != nil {
		l.before(number)
	}
	if l.replace != nil {
		if body := l.replace(number); body != "" {
			return reply(http.StatusOK, body), nil
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	from := min(len(l.ids), (number-1)*100)
	return reply(http.StatusOK, pageBody(l.ids[from:min(len(l.ids), from+100)], number, len(l.ids), (len(l.ids)+99)/100)), nil
}

// pageBody returns the body of a page with these ids.
func pageBody(ids []int, number, total, totalPages int) string {
	items := make([]map[string]int, len(ids))
	for i, id := range ids {
		items[i] = map[string]int{"id": id}
	}
	content, err := json.Marshal(map[string]any{
		"data":       items,
		"pagination": map[string]int{"page": number, "limit": 100, "total": total, "totalPages": totalPages},
	})
	if err != nil {
		panic(err)
	}
	return string(content)
}

// change calls do while no response is made.
func (l *fakeList) change(do func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	do()
}

// requested returns the pages that were requested, in ascending order.
func (l *fakeList) requested() []int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Sorted(slices.Values(l.pages))
}

// passes returns how many times page 1 was requested.
func (l *fakeList) passes() int {
	n := 0
	for _, page := range l.requested() {
		if page == 1 {
			n++
		}
	}
	return n
}

func (l *fakeList) client(t *testing.T) *Client {
	t.Helper()
	client, _ := newFakeClient(t, l.RoundTrip)
	return client
}

// readers are the two ways to read a complete list. They return the ids.
var readers = map[string]func(context.Context, *Client) ([]int, error){
	"all": func(ctx context.Context, c *Client) ([]int, error) {
		items, err := c.AllCertificates(ctx, CertificateQuery{})
		var ids []int
		for _, item := range items {
			ids = append(ids, number(item.ID))
		}
		return ids, err
	},
	"list": func(ctx context.Context, c *Client) ([]int, error) {
		return collect(c.ListCertificates(ctx, CertificateQuery{}))
	},
}

// collect returns the ids before the first error.
func collect(items iter.Seq2[Certificate, error]) ([]int, error) {
	var ids []int
	for item, err := range items {
		if err != nil {
			return ids, err
		}
		ids = append(ids, number(item.ID))
	}
	return ids, nil
}

// number returns the number in an id of a [fakeList].
func number(id ID) int {
	number, err := strconv.Atoi(string(id))
	if err != nil {
		panic(err)
	}
	return number
}

// upTo returns the integers from 1 to n.
func upTo(n int) []int { return newFakeList(n).ids }

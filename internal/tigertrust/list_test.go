package tigertrust

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
)

// shelf is a paginated list, without a network.
type shelf struct {
	// before runs ahead of each request, and may change the items.
	before func(page int)
	// replace, when set, returns another answer to a page, or an empty one.
	replace func(page int) string

	mu    sync.Mutex
	ids   []int
	pages []int
}

// newShelf holds items with the ids from 1 to n.
func newShelf(n int) *shelf {
	s := &shelf{}
	for id := 1; id <= n; id++ {
		s.ids = append(s.ids, id)
	}
	return s
}

func (s *shelf) RoundTrip(request *http.Request) (*http.Response, error) {
	if err := request.Context().Err(); err != nil {
		return nil, err
	}
	query := request.URL.Query()
	number, err := strconv.Atoi(query.Get("page"))
	if err != nil || query.Get("limit") != "100" {
		return reply(http.StatusBadRequest, ""), nil
	}
	s.mu.Lock()
	s.pages = append(s.pages, number)
	s.mu.Unlock()
	if s.before != nil {
		s.before(number)
	}
	if s.replace != nil {
		if body := s.replace(number); body != "" {
			return reply(http.StatusOK, body), nil
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	from := min(len(s.ids), (number-1)*100)
	return reply(http.StatusOK, pageOf(s.ids[from:min(len(s.ids), from+100)], number, len(s.ids), (len(s.ids)+99)/100)), nil
}

// pageOf is the answer that shows these ids.
func pageOf(ids []int, number, total, totalPages int) string {
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

// change runs do with the items, once.
func (s *shelf) change(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
}

// asked returns the pages that were asked for, in the order of their numbers.
func (s *shelf) asked() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(slices.Values(s.pages))
}

// readings is how often page 1 was asked for.
func (s *shelf) readings() int {
	n := 0
	for _, page := range s.asked() {
		if page == 1 {
			n++
		}
	}
	return n
}

func (s *shelf) client(t *testing.T) *Client {
	t.Helper()
	client, _ := newFakeClient(t, s.RoundTrip)
	return client
}

// readers are the ways to read a list, which both give ids.
var readers = map[string]func(context.Context, *Client) ([]int, error){
	"all": func(ctx context.Context, c *Client) ([]int, error) {
		items, err := c.AllCertificates(ctx, CertificateQuery{})
		var ids []int
		for _, item := range items {
			ids = append(ids, int(item.ID))
		}
		return ids, err
	},
	"each": func(ctx context.Context, c *Client) ([]int, error) {
		return taken(c.ListCertificates(ctx, CertificateQuery{}))
	},
	"every": func(ctx context.Context, c *Client) ([]int, error) {
		return taken(c.ListCertificates(ctx, CertificateQuery{}))
	},
}

func taken(items iter.Seq2[Certificate, error]) ([]int, error) {
	var ids []int
	for item, err := range items {
		if err != nil {
			return ids, err
		}
		ids = append(ids, int(item.ID))
	}
	return ids, nil
}

func upTo(n int) []int { return newShelf(n).ids }

func TestListsOfEverySizeAreReadWholeAndInOrder(t *testing.T) {
	for name, read := range readers {
		for size, pages := range map[int]int{0: 1, 1: 1, 99: 1, 100: 1, 101: 2, 200: 2, 250: 3, 1001: 11} {
			list := newShelf(size)
			got, err := read(t.Context(), list.client(t))
			if err != nil || !slices.Equal(got, upTo(size)) {
				t.Errorf("%s of %d: got %v, %v", name, size, got, err)
			}
			if asked := list.asked(); !slices.Equal(asked, upTo(pages)) {
				t.Errorf("%s of %d: asked for pages %v", name, size, asked)
			}
		}
	}
}

func TestAnEmptyListIsNoError(t *testing.T) {
	for name, body := range map[string]string{
		"no pages":          `{"data":[],"pagination":{"page":1,"limit":100,"total":0,"totalPages":0}}`,
		"one page":          `{"data":[],"pagination":{"page":1,"limit":100,"total":0,"totalPages":1}}`,
		"no pagination":     `{"data":[]}`,
		"null pagination":   `{"data":[],"pagination":null}`,
		"unknown fields":    `{"data":[],"pagination":{"page":1,"limit":100,"total":0,"totalPages":0,"next":null},"links":[]}`,
		"page is not named": `{"data":[],"pagination":{"total":0,"totalPages":0}}`,
	} {
		client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) { return reply(http.StatusOK, body), nil })
		got, err := client.AllCertificates(t.Context(), CertificateQuery{})
		if err != nil || got == nil || len(got) != 0 {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
}

func TestAListWithoutPaginationIsOnePage(t *testing.T) {
	for name, read := range readers {
		list := &shelf{replace: func(int) string { return `{"data":[{"id":3},{"id":1},{"id":3},{"id":2}]}` }}
		got, err := read(t.Context(), list.client(t))
		if err != nil || !slices.Equal(got, []int{3, 1, 2}) || len(list.pages) != 1 {
			t.Errorf("%s: got %v, %v from pages %v", name, got, err, list.pages)
		}
	}
}

// TestOrderIsKeptThoughPagesArriveInAnother lets pages 2 to 5 be answered
// backwards, which also needs all four to be under way at once.
func TestOrderIsKeptThoughPagesArriveInAnother(t *testing.T) {
	list := newShelf(450)
	answered := map[int]chan struct{}{}
	for number := 2; number <= 5; number++ {
		answered[number] = make(chan struct{})
	}
	list.before = func(number int) {
		if number == 1 {
			return
		}
		if number < 5 {
			<-answered[number+1]
		}
		close(answered[number])
	}
	got, err := readers["all"](t.Context(), list.client(t))
	if err != nil || !slices.Equal(got, upTo(450)) {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestHowManyPagesAreFetchedAtOnce(t *testing.T) {
	for name, limit := range map[string]int{"all": 8, "each": 1} {
		var mu sync.Mutex
		under, most := 0, 0
		list := newShelf(2000)
		client, _ := newFakeClient(t, func(request *http.Request) (*http.Response, error) {
			mu.Lock()
			under++
			most = max(most, under)
			mu.Unlock()
			response, err := list.RoundTrip(request)
			mu.Lock()
			under--
			mu.Unlock()
			return response, err
		})
		got, err := readers[name](t.Context(), client)
		if err != nil || len(got) != 2000 || most > limit {
			t.Errorf("%s: %d items, %v, %d pages at once", name, len(got), err, most)
		}
	}
}

func TestItemsThatAreListedTwiceAreGivenOnce(t *testing.T) {
	list := &shelf{replace: func(number int) string {
		return pageOf([][]int{{1, 2, 2}, {3, 2, 4}}[number-1], number, 4, 2)
	}}
	for name, read := range readers {
		if got, err := read(t.Context(), list.client(t)); err != nil || !slices.Equal(got, upTo(4)) {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
}

func TestAListThatChangesWhileItIsReadIsReadAgain(t *testing.T) {
	// The change comes after page 1 was answered and before any other is.
	tests := map[string]struct {
		size   int
		change func([]int) []int
		want   []int
	}{
		"an item of an earlier page goes": {250, func(ids []int) []int { return ids[1:] }, upTo(250)[1:]},
		"an item of a later page goes":    {250, func(ids []int) []int { return ids[:249] }, upTo(249)},
		"an item comes in front": {
			250, func(ids []int) []int { return append([]int{999}, ids...) }, append([]int{999}, upTo(250)...),
		},
		"an item comes at the end": {250, func(ids []int) []int { return append(ids, 251) }, upTo(251)},
		"a page comes":             {200, func(ids []int) []int { return append(ids, 201) }, upTo(201)},
		"a page goes":              {201, func(ids []int) []int { return ids[:200] }, upTo(200)},
		"nearly all go":            {350, func(ids []int) []int { return ids[:1] }, upTo(1)},
		"all go":                   {350, func([]int) []int { return nil }, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			list := newShelf(test.size)
			changing := sync.OnceFunc(func() { list.ids = test.change(list.ids) })
			list.before = func(number int) {
				if number > 1 {
					list.change(changing)
				}
			}
			got, err := readers["all"](t.Context(), list.client(t))
			if err != nil || !slices.Equal(got, test.want) {
				t.Errorf("got %v, %v", got, err)
			}
			if readings := list.readings(); readings < 2 || readings > maxPasses {
				t.Errorf("the list was read %d times", readings)
			}
		})
	}
}

// Where one item goes and another one comes, the total says nothing.
func TestAListThatLosesItemsIsReadUntilTwoReadingsAgree(t *testing.T) {
	readings := map[string]func(context.Context, *Client) ([]Certificate, error){
		"all": func(ctx context.Context, c *Client) ([]Certificate, error) {
			return c.AllCertificates(ctx, CertificateQuery{Status: StatusActive})
		},
		"until": func(ctx context.Context, c *Client) ([]Certificate, error) {
			return c.ListCertificatesUntil(ctx, CertificateQuery{}, func(c *Certificate) bool { return c.ID == 999 })
		},
	}
	swap := func(ids []int) []int { return append(slices.Clone(ids[1:]), 999) }
	for name, read := range readings {
		for size, want := range map[int]int{0: 1, 100: 1, 150: 4} {
			list := newShelf(size)
			if got, err := read(t.Context(), list.client(t)); err != nil || len(got) != size || len(list.asked()) != want {
				t.Errorf("%s of %d: got %d, %v from pages %v", name, size, len(got), err, list.asked())
			}
		}

		list := newShelf(150)
		once := sync.OnceFunc(func() { list.ids = swap(list.ids) })
		list.before = func(number int) {
			if number == 2 {
				list.change(once)
			}
		}
		got, err := read(t.Context(), list.client(t))
		has := func(id ID) bool {
			return slices.ContainsFunc(got, func(c Certificate) bool { return c.ID == id })
		}
		for id := ID(2); id <= 150; id++ {
			if !has(id) {
				t.Errorf("%s: %d is lost", name, id)
			}
		}
		if err != nil || has(1) {
			t.Errorf("%s: got %d, %v", name, len(got), err)
		}

		list = newShelf(150)
		list.before = func(number int) {
			if number == 2 {
				list.change(func() { list.ids = append(slices.Clone(list.ids[1:]), list.ids[149]+1) })
			}
		}
		var unsettled *UnstableListError
		if got, err := read(t.Context(), list.client(t)); !errors.As(err, &unsettled) || got != nil || list.readings() != maxPasses {
			t.Errorf("%s: got %d, %v", name, len(got), err)
		}
	}
}

func TestUntilAsksForNoPageThatIsNotNeeded(t *testing.T) {
	for last, pages := range map[ID][]int{1: {1}, 99: {1}, 100: {1, 1, 2, 2}, 150: {1, 1, 2, 2}} {
		list := newShelf(1000)
		got, err := list.client(t).ListCertificatesUntil(t.Context(), CertificateQuery{}, func(c *Certificate) bool { return c.ID > last })
		if err != nil || len(got) != int(last) || !slices.Equal(list.asked(), pages) {
			t.Errorf("up to %d: got %d, %v from pages %v", last, len(got), err, list.asked())
		}
	}
	client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) { return reply(http.StatusForbidden, ""), nil })
	if got, err := client.ListCertificatesUntil(t.Context(), CertificateQuery{}, func(*Certificate) bool { return false }); err == nil || got != nil {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestAListThatNeverSettlesIsAnError(t *testing.T) {
	list := newShelf(150)
	list.before = func(int) {
		list.change(func() { list.ids = append(list.ids, len(list.ids)+1) })
	}
	got, err := list.client(t).AllCertificates(t.Context(), CertificateQuery{})
	var unsettled *UnstableListError
	if !errors.As(err, &unsettled) || got != nil {
		t.Fatalf("got %v, %v", got, err)
	}
	if asked := list.asked(); list.readings() != 4 || len(asked) != 8 {
		t.Errorf("asked for pages %v, want two pages four times", asked)
	}
	want := "the list kept changing while it was read: 158 distinct items of 158 after 4 attempts"
	if unsettled.Seen != 158 || unsettled.Total != 158 || err.Error() != want {
		t.Errorf("says %s\nwant %s", err, want)
	}
}

func TestAListThatLacksItemsIsAnError(t *testing.T) {
	for name, body := range map[string]string{
		"fewer than announced": pageOf([]int{1, 2}, 1, 3, 1),
		"more than announced":  pageOf([]int{1, 2, 3}, 1, 2, 1),
		"empty but announced":  pageOf(nil, 1, 3, 1),
		"no total":             `{"data":[{"id":1}],"pagination":{"page":1,"totalPages":1}}`,
	} {
		client := (&shelf{replace: func(int) string { return body }}).client(t)
		var unsettled *UnstableListError
		if got, err := client.AllCertificates(t.Context(), CertificateQuery{}); !errors.As(err, &unsettled) || got != nil {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
}

func TestALaterPageWithoutPaginationHidesNoLoss(t *testing.T) {
	for last, want := range map[string][]int{
		`{"data":[{"id":3}]}`: {1, 2, 3},
		`{"data":[]}`:         nil,
	} {
		list := &shelf{replace: func(number int) string {
			if number == 2 {
				return last
			}
			return pageOf([]int{1, 2}, 1, 3, 2)
		}}
		got, err := readers["all"](t.Context(), list.client(t))
		if (err == nil) != (want != nil) || !slices.Equal(got, want) {
			t.Errorf("%s: got %v, %v", last, got, err)
		}
	}
}

// TestAServerThatRepeatsItselfIsStopped meets servers that announce many
// pages and have few.
func TestAServerThatRepeatsItselfIsStopped(t *testing.T) {
	const many = 90_000
	tests := map[string]func(number int) string{
		"always the first page": func(number int) string { return pageOf(upTo(100), number, 100*many, many) },
		"the last page for ever": func(number int) string {
			return pageOf(upTo(200)[min(number-1, 1)*100:min(number, 2)*100], number, 100*many, many)
		},
		"empty pages for ever": func(number int) string {
			return pageOf(upTo(150)[min(number-1, 2)*75:min(number, 2)*75], number, 100*many, many)
		},
		"none of the announced": func(number int) string { return pageOf(nil, number, 100*many, many) },
		"more pages than items": func(number int) string {
			return pageOf(upTo(150)[min(number-1, 2)*75:min(number, 2)*75], number, 150, many)
		},
		"the number of the first page": func(int) string { return pageOf(upTo(100), 1, 100*many, many) },
		"more pages than anybody has":  func(number int) string { return pageOf(upTo(100), number, 1<<40, 1<<30) },
	}
	for name, answer := range tests {
		for reader, read := range readers {
			t.Run(name+", "+reader, func(t *testing.T) {
				list := &shelf{replace: answer}
				got, err := read(t.Context(), list.client(t))
				var unreadable *UnreadableResponseError
				if !errors.As(err, &unreadable) {
					t.Errorf("got %d items, %v", len(got), err)
				}
				if asked := list.asked(); len(asked) > 10 {
					t.Errorf("%d requests", len(asked))
				}
			})
		}
	}
}

func TestALastPageThatRepeatsTheFirstIsNotAWholeList(t *testing.T) {
	list := &shelf{replace: func(number int) string { return pageOf(upTo(100), number, 200, 2) }}
	got, err := readers["all"](t.Context(), list.client(t))
	var unreadable *UnreadableResponseError
	if !errors.As(err, &unreadable) || got != nil || len(list.asked()) != 2 {
		t.Errorf("got %v, %v from pages %v", got, err, list.asked())
	}
}

func TestAnEmptyLastPageIsNoRepetition(t *testing.T) {
	for name, read := range readers {
		list := &shelf{replace: func(number int) string {
			return pageOf(upTo(200)[(number-1)*100:min(number*100, 200)], number, 200, 3)
		}}
		if got, err := read(t.Context(), list.client(t)); err != nil || !slices.Equal(got, upTo(200)) {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
}

func TestPagesThatCannotBeReadAreErrors(t *testing.T) {
	for body, want := range map[string]string{
		`{}`:            `the response contains no "data"`,
		`{"data":null}`: `the response contains no "data"`,
		`{"data":[{"id":1}],"pagination":{"page":2,"total":1,"totalPages":1}}`: "the response contains page 2, requested was page 1",
		`{"data":[{"id":1},{"commonName":"a.example.com"}]}`:                   `the response contains no positive "id"`,
		`{"data":[{"id":0}]}`:                     `the response contains no positive "id"`,
		`{"data":[null]}`:                         `the response contains no positive "id"`,
		`{"data":{"id":1}}`:                       "",
		`{"data":[{"id":"one"}]}`:                 "",
		`{"data":[{"id":1,"keySize":"2048"}]}`:    "",
		`{"data":[],"pagination":{"total":"1"}}`:  "",
		`{"data":[],"pagination":{"total":1e30}}`: "",
		`<html>`: "",
	} {
		for name, read := range readers {
			list := &shelf{replace: func(int) string { return body }}
			got, err := read(t.Context(), list.client(t))
			var unreadable *UnreadableResponseError
			if !errors.As(err, &unreadable) || got != nil {
				t.Errorf("%s: %s gives %v, %v", name, body, got, err)
			} else if want != "" && unreadable.Err.Error() != want {
				t.Errorf("%s: %s gives %q, want %q", name, body, unreadable.Err, want)
			}
		}
	}
}

func TestDiscoveredCertificatesWithoutAnIDAreNotLostInSilence(t *testing.T) {
	client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
		return reply(http.StatusOK, `{"data":[{"commonName":"a.example.com"},{"commonName":"b.example.com"}]}`), nil
	})
	if got, err := client.AllDiscoveredCertificates(t.Context(), DiscoveryQuery{}); !errors.Is(err, errNoID) {
		t.Errorf("got %s, %v", encoded(t, got), err)
	}
}

func TestEachAsksForNoPageThatIsNotNeeded(t *testing.T) {
	for taken, pages := range map[int]int{1: 1, 99: 1, 100: 1, 101: 2, 200: 2, 201: 3} {
		list := newShelf(250)
		n := 0
		for _, err := range list.client(t).ListCertificates(t.Context(), CertificateQuery{}) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n == taken {
				break
			}
		}
		if asked := list.asked(); !slices.Equal(asked, upTo(pages)) {
			t.Errorf("for %d items, asked for pages %v", taken, asked)
		}
	}
	unused := newShelf(250)
	_ = unused.client(t).ListCertificates(t.Context(), CertificateQuery{})
	if len(unused.pages) != 0 {
		t.Error("a list that nobody reads was asked for")
	}
}

func TestAnErrorInTheMiddleEndsTheList(t *testing.T) {
	for name, want := range map[string][]int{"all": nil, "each": upTo(200)} {
		list := newShelf(1000)
		client, _ := newFakeClient(t, func(request *http.Request) (*http.Response, error) {
			switch request.URL.Query().Get("page") {
			case "1", "2":
			case "3":
				return reply(http.StatusBadGateway, "<html>"), nil
			default:
				<-request.Context().Done()
			}
			return list.RoundTrip(request)
		})
		got, err := readers[name](t.Context(), client)
		var failure *Error
		if !errors.As(err, &failure) || failure.StatusCode != http.StatusBadGateway || !slices.Equal(got, want) {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
		if asked := list.asked(); slices.Max(asked) > 2 {
			t.Errorf("%s: went on to pages %v", name, asked)
		}
	}
}

func TestEachEndsAfterAnErrorThatTheReaderIgnores(t *testing.T) {
	client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) { return reply(http.StatusForbidden, ""), nil })
	failures := 0
	for item, err := range client.ListCertificates(t.Context(), CertificateQuery{}) {
		if err == nil || item.ID != 0 {
			t.Errorf("got %v, %v", item, err)
		}
		failures++
	}
	if failures != 1 {
		t.Errorf("%d errors", failures)
	}
}

func TestACancelledReaderGetsNoList(t *testing.T) {
	for name, read := range readers {
		ctx, cancel := context.WithCancel(t.Context())
		list := newShelf(1000)
		list.before = func(number int) {
			if number == 2 {
				cancel()
			} else if number > 2 {
				<-ctx.Done()
			}
		}
		if _, err := read(ctx, list.client(t)); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v", name, err)
		}
		if len(list.asked()) > 1+parallelPages {
			t.Errorf("%s: went on to pages %v", name, list.asked())
		}
	}
}

func ExampleUnstableListError() {
	fmt.Println(&UnstableListError{Seen: 149, Total: 150})
	// Output: the list kept changing while it was read: 149 distinct items of 150 after 4 attempts
}

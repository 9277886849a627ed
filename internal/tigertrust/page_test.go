package tigertrust

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"
)

func TestList_WithoutPagination_IsOnePage(t *testing.T) {
	for name, read := range readers {
		list := &fakeList{replace: func(int) string { return `{"data":[{"id":3},{"id":1},{"id":3},{"id":2}]}` }}
		got, err := read(t.Context(), list.client(t))
		if err != nil || !slices.Equal(got, []int{3, 1, 2}) || len(list.pages) != 1 {
			t.Errorf("%s: got %v, %v from pages %v", name, got, err, list.pages)
		}
	}
}

func TestList_Duplicates_ReturnedOnce(t *testing.T) {
	list := &fakeList{replace: func(number int) string {
		return pageBody([][]int{{1, 2, 2}, {3, 2, 4}}[number-1], number, 4, 2)
	}}
	for name, read := range readers {
		if got, err := read(t.Context(), list.client(t)); err != nil || !slices.Equal(got, upTo(4)) {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
}

// The server announces many pages and has few.
func TestList_RepeatedPages_Fail(t *testing.T) {
	const many = 90_000
	tests := map[string]func(number int) string{
		"always the first page": func(number int) string { return pageBody(upTo(100), number, 100*many, many) },
		"always the last page": func(number int) string {
			return pageBody(upTo(200)[min(number-1, 1)*100:min(number, 2)*100], number, 100*many, many)
		},
		"always empty pages": func(number int) string {
			return pageBody(upTo(150)[min(number-1, 2)*75:min(number, 2)*75], number, 100*many, many)
		},
		"only empty pages": func(number int) string { return pageBody(nil, number, 100*many, many) },
		"more pages than items": func(number int) string {
			return pageBody(upTo(150)[min(number-1, 2)*75:min(number, 2)*75], number, 150, many)
		},
		"always page number 1": func(int) string { return pageBody(upTo(100), 1, 100*many, many) },
		"too many pages":       func(number int) string { return pageBody(upTo(100), number, 1<<40, 1<<30) },
	}
	for name, body := range tests {
		for reader, read := range readers {
			t.Run(name+", "+reader, func(t *testing.T) {
				list := &fakeList{replace: body}
				got, err := read(t.Context(), list.client(t))
				var unreadable *UnreadableResponseError
				if !errors.As(err, &unreadable) {
					t.Errorf("got %d items, %v", len(got), err)
				}
				if requested := list.requested(); len(requested) > 10 {
					t.Errorf("%d requests", len(requested))
				}
			})
		}
	}
}

func TestList_EmptyLastPage(t *testing.T) {
	for name, read := range readers {
		list := &fakeList{replace: func(number int) string {
			return pageBody(upTo(200)[(number-1)*100:min(number*100, 200)], number, 200, 3)
		}}
		if got, err := read(t.Context(), list.client(t)); err != nil || !slices.Equal(got, upTo(200)) {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
}

func TestList_UnreadablePage_Fails(t *testing.T) {
	for body, want := range map[string]string{
		`{}`:            `the response contains no "data"`,
		`{"data":null}`: `the response contains no "data"`,
		`{"data":[{"id":1}],"pagination":{"page":2,"total":1,"totalPages":1}}`: "the response contains page 2, but page 1 was requested",
		`{"data":[{"id":1},{"commonName":"a.example.com"}]}`:                   `the response contains no "id"`,
		`{"data":[{"id":0}]}`:                    `the response contains no "id"`,
		`{"data":[null]}`:                        `the response contains no "id"`,
		`{"data":{"id":1}}`:                      "",
		`{"data":[{"id":"."}]}`:                  "",
		`{"data":[{"id":1},"a"]}`:                "",
		`{"data":[],"pagination":{"total":"1"}}`: `the list contains 0 items, but its "total" is 1`,
		`<html>`:                                 "",
	} {
		for name, read := range readers {
			list := &fakeList{replace: func(int) string { return body }}
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

// Without ids, the second item would be dropped as a duplicate of the first.
func TestDiscovered_WithoutID_Fails(t *testing.T) {
	client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
		return reply(http.StatusOK, `{"data":[{"commonName":"a.example.com"},{"commonName":"b.example.com"}]}`), nil
	})
	if got, err := client.AllDiscoveredCertificates(t.Context(), DiscoveryQuery{}); !errors.Is(err, errNoID) {
		t.Errorf("got %s, %v", encoded(t, got), err)
	}
}

// Each page announces one more page, and contains a new item.
func TestList_EndlessPages_Stop(t *testing.T) {
	for name, total := range map[string]func(page int) int{
		"one more each time": func(page int) int { return page + 1 },
		"enormous":           func(int) int { return 1 << 40 },
	} {
		for reader, read := range readers {
			pages := 0
			client, _ := newFakeClient(t, func(request *http.Request) (*http.Response, error) {
				pages++
				page, _ := strconv.Atoi(request.URL.Query().Get("page"))
				page = max(page, 1)
				return reply(http.StatusOK, fmt.Sprintf(`{"data":[{"id":%d}],"pagination":{"page":%d,"limit":100,"total":%d,"totalPages":%d}}`,
					pages, page, total(page), total(page))), nil
			})
			_, err := read(t.Context(), client)
			if err == nil || pages > map[string]int{"all": 1000, "list": maxPages}[reader] {
				t.Errorf("%s, %s: got %v after %d pages", name, reader, err, pages)
			}
			mustBePrintable(t, err)
		}
	}
}

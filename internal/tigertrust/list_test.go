package tigertrust

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
)

func TestList_AnySize_CompleteAndOrdered(t *testing.T) {
	for name, read := range readers {
		for size, pages := range map[int]int{0: 1, 1: 1, 99: 1, 100: 1, 101: 2, 200: 2, 250: 3, 1001: 11} {
			list := newFakeList(size)
			got, err := read(t.Context(), list.client(t))
			if err != nil || !slices.Equal(got, upTo(size)) {
				t.Errorf("%s of %d: got %v, %v", name, size, got, err)
			}
			if requested := list.requested(); !slices.Equal(requested, upTo(pages)) {
				t.Errorf("%s of %d: requested pages %v", name, size, requested)
			}
		}
	}
}

func TestList_ParallelPages(t *testing.T) {
	for name, limit := range map[string]int{"all": parallelPages, "list": 1} {
		var mu sync.Mutex
		parallel, most := 0, 0
		list := newFakeList(2000)
		client, _ := newFakeClient(t, func(request *http.Request) (*http.Response, error) {
			mu.Lock()
			parallel++
			most = max(most, parallel)
			mu.Unlock()
			response, err := list.RoundTrip(request)
			mu.Lock()
			parallel--
			mu.Unlock()
			return response, err
		})
		got, err := readers[name](t.Context(), client)
		if err != nil || len(got) != 2000 || most > limit {
			t.Errorf("%s: %d items, %v, %d pages in parallel", name, len(got), err, most)
		}
	}
}

func TestList_ErrorOnLaterPage_Ends(t *testing.T) {
	for name, want := range map[string][]int{"all": nil, "list": upTo(200)} {
		list := newFakeList(1000)
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
		if requested := list.requested(); slices.Max(requested) > 2 {
			t.Errorf("%s: requested pages %v", name, requested)
		}
	}
}

func TestList_Cancelled_Fails(t *testing.T) {
	for name, read := range readers {
		ctx, cancel := context.WithCancel(t.Context())
		list := newFakeList(1000)
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
		if len(list.requested()) > 1+parallelPages {
			t.Errorf("%s: requested pages %v", name, list.requested())
		}
	}
}

// If one item leaves the list while another one joins it, the total is unchanged.
func TestList_Shrinks_TwoPassesAgree(t *testing.T) {
	ways := map[string]func(context.Context, *Client) ([]Certificate, error){
		"all": func(ctx context.Context, c *Client) ([]Certificate, error) {
			return c.AllCertificates(ctx, CertificateQuery{Status: StatusActive})
		},
		"until": func(ctx context.Context, c *Client) ([]Certificate, error) {
			return c.ListCertificatesUntil(ctx, CertificateQuery{}, func(c *Certificate) bool { return c.ID == "999" })
		},
	}
	for name, read := range ways {
		t.Run(name, func(t *testing.T) {
			for size, want := range map[int]int{0: 1, 100: 1, 150: 4} {
				list := newFakeList(size)
				if got, err := read(t.Context(), list.client(t)); err != nil || len(got) != size || len(list.requested()) != want {
					t.Errorf("%d items: got %d, %v from pages %v", size, len(got), err, list.requested())
				}
			}

			list := newFakeList(150)
			once := sync.OnceFunc(func() { list.ids = append(slices.Clone(list.ids[1:]), 999) })
			list.before = func(number int) {
				if number == 2 {
					list.change(once)
				}
			}
			got, err := read(t.Context(), list.client(t))
			contains := func(id int) bool {
				return slices.ContainsFunc(got, func(c Certificate) bool { return number(c.ID) == id })
			}
			for id := 2; id <= 150; id++ {
				if !contains(id) {
					t.Errorf("item %d is missing", id)
				}
			}
			if err != nil || contains(1) {
				t.Errorf("got %d items, %v", len(got), err)
			}

			list = newFakeList(150)
			list.before = func(number int) {
				if number == 2 {
					list.change(func() { list.ids = append(slices.Clone(list.ids[1:]), list.ids[149]+1) })
				}
			}
			var unstable *UnstableListError
			if got, err := read(t.Context(), list.client(t)); !errors.As(err, &unstable) || got != nil || list.passes() != maxPasses {
				t.Errorf("the list changes in each pass: got %d, %v", len(got), err)
			}
		})
	}
}

func ExampleUnstableListError() {
	fmt.Println(&UnstableListError{Seen: 149, Total: 150})
	// Output: the list kept changing while it was read: 149 distinct items of 150 after 4 attempts
}

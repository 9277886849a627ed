package tigertrust

import (
	"errors"
	"net/http"
	"slices"
	"sync"
	"testing"
)

func TestListCertificates_RequestsOnlyNeededPages(t *testing.T) {
	for taken, pages := range map[int]int{1: 1, 99: 1, 100: 1, 101: 2, 200: 2, 201: 3, 250: 3} {
		list := newFakeList(250)
		n := 0
		for _, err := range list.client(t).ListCertificates(t.Context(), CertificateQuery{}) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n == taken {
				break
			}
		}
		if requested := list.requested(); !slices.Equal(requested, upTo(pages)) {
			t.Errorf("for %d items, requested pages %v", taken, requested)
		}
	}
	unused := newFakeList(250)
	_ = unused.client(t).ListCertificates(t.Context(), CertificateQuery{})
	if len(unused.pages) != 0 {
		t.Error("a page was requested before the first item was")
	}
}

// The list changes after page 1, before any other page.
func TestListCertificates_MovedItems_FollowLater(t *testing.T) {
	for name, test := range map[string]struct {
		query  CertificateQuery
		change func([]int) []int
		more   []int
		passes int
	}{
		"no change":                      {change: func(ids []int) []int { return ids }, passes: 1},
		"an item leaves an earlier page": {change: func(ids []int) []int { return ids[1:] }, passes: 2},
		"an item joins at the start":     {change: func(ids []int) []int { return append([]int{999}, ids...) }, more: []int{999}, passes: 2},
		"an item joins at the end":       {change: func(ids []int) []int { return append(ids, 251) }, more: []int{251}, passes: 2},
		"an item leaves a list by status": {
			query: CertificateQuery{Status: StatusActive}, change: func(ids []int) []int { return ids[1:] }, passes: 2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			list := newFakeList(250)
			once := sync.OnceFunc(func() { list.ids = test.change(list.ids) })
			list.before = func(number int) {
				if number > 1 {
					list.change(once)
				}
			}
			got, err := collect(list.client(t).ListCertificates(t.Context(), test.query))
			want := slices.Concat(upTo(250), test.more)
			slices.Sort(want)
			if slices.Sort(got); err != nil || !slices.Equal(got, want) {
				t.Errorf("got %v, %v", got, err)
			}
			if passes := list.passes(); passes != test.passes {
				t.Errorf("%d passes, want %d", passes, test.passes)
			}
		})
	}
}

// Two pages exchange items in every pass. No pass is complete, but several add up
// to the list, unless items can leave it.
func TestListCertificates_PassesAddUp(t *testing.T) {
	ids, exchanged := upTo(120), slices.Concat(upTo(120)[100:], upTo(120)[:100])
	for status, passes := range map[Status]int{"": 2, StatusActive: maxPasses} {
		list := newFakeList(120)
		requests := 0
		list.before = func(number int) {
			list.change(func() {
				requests++
				list.ids = ids
				if number == 2 && requests == 2 || number == 1 && requests > 2 {
					list.ids = exchanged
				}
			})
		}
		got, err := collect(list.client(t).ListCertificates(t.Context(), CertificateQuery{Status: status}))
		var unstable *UnstableListError
		if slices.Sort(got); status == "" && (err != nil || !slices.Equal(got, ids)) || status != "" && !errors.As(err, &unstable) {
			t.Errorf("status %q: got %v, %v", status, got, err)
		}
		if list.passes() != passes {
			t.Errorf("status %q: %d passes, want %d", status, list.passes(), passes)
		}
	}
}

func TestListCertificates_UnstableList_Fails(t *testing.T) {
	list := newFakeList(150)
	next := 1000
	list.before = func(int) {
		list.change(func() {
			next++
			list.ids = append(list.ids, next)
		})
	}
	got, err := collect(list.client(t).ListCertificates(t.Context(), CertificateQuery{}))
	var unstable *UnstableListError
	if !errors.As(err, &unstable) || unstable.Total < 150 {
		t.Errorf("got %v", err)
	}
	if len(got) < 150 || list.passes() != maxPasses {
		t.Errorf("%d items in %d passes", len(got), list.passes())
	}
}

func TestListCertificates_IgnoredError_Ends(t *testing.T) {
	client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) { return reply(http.StatusForbidden, ""), nil })
	failures := 0
	for item, err := range client.ListCertificates(t.Context(), CertificateQuery{}) {
		if err == nil || item.ID != "" {
			t.Errorf("got %v, %v", item, err)
		}
		failures++
	}
	if failures != 1 {
		t.Errorf("%d errors", failures)
	}
}

func TestUntil_RequestsOnlyNeededPages(t *testing.T) {
	for last, pages := range map[int][]int{1: {1}, 99: {1}, 100: {1, 1, 2, 2}, 150: {1, 1, 2, 2}} {
		list := newFakeList(1000)
		got, err := list.client(t).ListCertificatesUntil(t.Context(), CertificateQuery{}, func(c *Certificate) bool { return number(c.ID) > last })
		if err != nil || len(got) != last || !slices.Equal(list.requested(), pages) {
			t.Errorf("up to %d: got %d, %v from pages %v", last, len(got), err, list.requested())
		}
	}
	client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) { return reply(http.StatusForbidden, ""), nil })
	if got, err := client.ListCertificatesUntil(t.Context(), CertificateQuery{}, func(*Certificate) bool { return false }); err == nil || got != nil {
		t.Errorf("got %v, %v", got, err)
	}
}

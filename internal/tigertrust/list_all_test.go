package tigertrust

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
)

func TestAll_EmptyList(t *testing.T) {
	for name, body := range map[string]string{
		"no pages":            `{"data":[],"pagination":{"page":1,"limit":100,"total":0,"totalPages":0}}`,
		"one page":            `{"data":[],"pagination":{"page":1,"limit":100,"total":0,"totalPages":1}}`,
		"no pagination":       `{"data":[]}`,
		"null pagination":     `{"data":[],"pagination":null}`,
		"undocumented fields": `{"data":[],"pagination":{"page":1,"limit":100,"total":0,"totalPages":0,"next":null},"links":[]}`,
		"no page number":      `{"data":[],"pagination":{"total":0,"totalPages":0}}`,
	} {
		client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) { return reply(http.StatusOK, body), nil })
		got, err := client.AllCertificates(t.Context(), CertificateQuery{})
		if err != nil || got == nil || len(got) != 0 {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
}

// The responses to pages 2 to 5 arrive in reverse, which requires that all four
// are requested in parallel.
func TestAll_PagesArriveReversed_KeepsOrder(t *testing.T) {
	list := newFakeList(450)
	arrived := map[int]chan struct{}{}
	for number := 2; number <= 5; number++ {
		arrived[number] = make(chan struct{})
	}
	list.before = func(number int) {
		if number == 1 {
			return
		}
		if number < 5 {
			<-arrived[number+1]
		}
		close(arrived[number])
	}
	got, err := readers["all"](t.Context(), list.client(t))
	if err != nil || !slices.Equal(got, upTo(450)) {
		t.Errorf("got %v, %v", got, err)
	}
}

// The list changes after page 1, before any other page.
func TestAll_ChangingList_ReadsAgain(t *testing.T) {
	tests := map[string]struct {
		size   int
		change func([]int) []int
		want   []int
	}{
		"an item leaves an earlier page": {250, func(ids []int) []int { return ids[1:] }, upTo(250)[1:]},
		"an item leaves a later page":    {250, func(ids []int) []int { return ids[:249] }, upTo(249)},
		"an item joins at the start": {
			250, func(ids []int) []int { return append([]int{999}, ids...) }, append([]int{999}, upTo(250)...),
		},
		"an item joins at the end": {250, func(ids []int) []int { return append(ids, 251) }, upTo(251)},
		"one page more":            {200, func(ids []int) []int { return append(ids, 201) }, upTo(201)},
		"one page less":            {201, func(ids []int) []int { return ids[:200] }, upTo(200)},
		"one item remains":         {350, func(ids []int) []int { return ids[:1] }, upTo(1)},
		"no item remains":          {350, func([]int) []int { return nil }, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			list := newFakeList(test.size)
			once := sync.OnceFunc(func() { list.ids = test.change(list.ids) })
			list.before = func(number int) {
				if number > 1 {
					list.change(once)
				}
			}
			got, err := readers["all"](t.Context(), list.client(t))
			if err != nil || !slices.Equal(got, test.want) {
				t.Errorf("got %v, %v", got, err)
			}
			if passes := list.passes(); passes < 2 || passes > maxPasses {
				t.Errorf("%d passes", passes)
			}
		})
	}
}

func TestAll_UnstableList_Fails(t *testing.T) {
	list := newFakeList(150)
	list.before = func(int) {
		list.change(func() { list.ids = append(list.ids, len(list.ids)+1) })
	}
	got, err := list.client(t).AllCertificates(t.Context(), CertificateQuery{})
	var unstable *UnstableListError
	if !errors.As(err, &unstable) || got != nil {
		t.Fatalf("got %v, %v", got, err)
	}
	if requested := list.requested(); list.passes() != 4 || len(requested) != 8 {
		t.Errorf("requested pages %v, want two pages four times", requested)
	}
	want := "the list kept changing while it was read: 158 distinct items of 158 after 4 attempts"
	if unstable.Seen != 158 || unstable.Total != 158 || err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
}

func TestList_WrongTotal_NamesField(t *testing.T) {
	for name, test := range map[string]struct {
		ids         []int
		total, want int
	}{
		"fewer items than announced": {[]int{1, 2}, 3, 2},
		"more items than announced":  {[]int{1, 2, 3}, 2, 3},
		"no items":                   {nil, 3, 0},
	} {
		body := func(number int) string {
			if number > 1 {
				return pageBody(nil, number, test.total, 1)
			}
			return pageBody(test.ids, number, test.total, 1)
		}
		for reader, read := range readers {
			_, err := read(t.Context(), (&fakeList{replace: body}).client(t))
			want := fmt.Sprintf(`the list contains %d items, but its "total" is %d`, test.want, test.total)
			var unreadable *UnreadableResponseError
			if !errors.As(err, &unreadable) || unreadable.Err.Error() != want {
				t.Errorf("%s, %s: got %v, want %s", name, reader, err, want)
			}
		}
	}
}

// Page 1 announces three items on two pages.
func TestAll_LastPageWithoutPagination(t *testing.T) {
	for last, want := range map[string][]int{
		`{"data":[{"id":3}]}`: {1, 2, 3},
		`{"data":[]}`:         nil,
	} {
		list := &fakeList{replace: func(number int) string {
			if number == 2 {
				return last
			}
			return pageBody([]int{1, 2}, 1, 3, 2)
		}}
		got, err := readers["all"](t.Context(), list.client(t))
		if (err == nil) != (want != nil) || !slices.Equal(got, want) {
			t.Errorf("%s: got %v, %v", last, got, err)
		}
	}
}

func TestAll_LastPageRepeatsFirst_Fails(t *testing.T) {
	list := &fakeList{replace: func(number int) string { return pageBody(upTo(100), number, 200, 2) }}
	got, err := readers["all"](t.Context(), list.client(t))
	var unreadable *UnreadableResponseError
	if !errors.As(err, &unreadable) || got != nil || len(list.requested()) != 2 {
		t.Errorf("got %v, %v from pages %v", got, err, list.requested())
	}
}

package tigertrust

import (
	"errors"
	"slices"
	"sync"
	"testing"
)

func TestEveryAsksForNoPageThatIsNotNeeded(t *testing.T) {
	for taken, pages := range map[int][]int{1: {1}, 100: {1}, 101: {1, 2}, 250: {1, 2, 3}} {
		list := newShelf(250)
		got := 0
		for _, err := range list.client(t).ListCertificates(t.Context(), CertificateQuery{}) {
			if err != nil {
				t.Fatal(err)
			}
			if got++; got == taken {
				break
			}
		}
		if !slices.Equal(list.asked(), pages) {
			t.Errorf("for %d items asked was for %v", taken, list.asked())
		}
	}
}

func TestEveryComesBackForWhatHasMoved(t *testing.T) {
	// The change comes after page 1 was answered and before any other is.
	for name, test := range map[string]struct {
		query    CertificateQuery
		change   func([]int) []int
		more     []int
		readings int
	}{
		"nothing":                         {change: func(ids []int) []int { return ids }, readings: 1},
		"an item of an earlier page goes": {change: func(ids []int) []int { return ids[1:] }, readings: 2},
		"an item comes in front":          {change: func(ids []int) []int { return append([]int{999}, ids...) }, more: []int{999}, readings: 2},
		"an item comes at the end":        {change: func(ids []int) []int { return append(ids, 251) }, more: []int{251}, readings: 2},
		"an item goes in a list by status": {
			query: CertificateQuery{Status: StatusActive}, change: func(ids []int) []int { return ids[1:] }, readings: 2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			list := newShelf(250)
			changing := sync.OnceFunc(func() { list.ids = test.change(list.ids) })
			list.before = func(number int) {
				if number > 1 {
					list.change(changing)
				}
			}
			got, err := taken(list.client(t).ListCertificates(t.Context(), test.query))
			want := slices.Concat(upTo(250), test.more)
			slices.Sort(want)
			if slices.Sort(got); err != nil || !slices.Equal(got, want) {
				t.Errorf("got %v, %v", got, err)
			}
			if readings := list.readings(); readings != test.readings {
				t.Errorf("the list was read %d times", readings)
			}
		})
	}
}

// Two pages that trade items with every reading: none of the readings is whole,
// and together they are.
func TestReadingsAddUpWhereNothingIsLost(t *testing.T) {
	ids, traded := upTo(120), slices.Concat(upTo(120)[100:], upTo(120)[:100])
	for status, readings := range map[Status]int{"": 2, StatusActive: maxPasses} {
		list := newShelf(120)
		asked := 0
		list.before = func(number int) {
			list.change(func() {
				asked++
				list.ids = ids
				if number == 2 && asked == 2 || number == 1 && asked > 2 {
					list.ids = traded
				}
			})
		}
		got, err := taken(list.client(t).ListCertificates(t.Context(), CertificateQuery{Status: status}))
		var unsettled *UnstableListError
		if slices.Sort(got); status == "" && (err != nil || !slices.Equal(got, ids)) || status != "" && !errors.As(err, &unsettled) {
			t.Errorf("status %q: got %v, %v", status, got, err)
		}
		if list.readings() != readings {
			t.Errorf("status %q: the list was read %d times", status, list.readings())
		}
	}
}

func TestEveryEndsWhenTheListNeverSettles(t *testing.T) {
	list := newShelf(150)
	next := 1000
	list.before = func(int) {
		list.change(func() {
			next++
			list.ids = append(list.ids, next)
		})
	}
	got, err := taken(list.client(t).ListCertificates(t.Context(), CertificateQuery{}))
	var unsettled *UnstableListError
	if !errors.As(err, &unsettled) || unsettled.Total < 150 {
		t.Errorf("the error is %v", err)
	}
	if len(got) < 150 || list.readings() != maxPasses {
		t.Errorf("%d items were read in %d readings", len(got), list.readings())
	}
}

package lifecycle

import (
	"errors"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// item returns a list item for www.example.com, created some seconds after the
// certificate that tests look for replacements of.
func item(id tigertrust.ID, seconds int, changes ...func(*tigertrust.Certificate)) tigertrust.Certificate {
	certificate := tigertrust.Certificate{
		ID:         id,
		CommonName: ptr("www.example.com"),
		Status:     ptr(tigertrust.Status("active")),
		CreatedAt:  &tigertrust.Time{Time: created.Add(time.Duration(seconds) * time.Second)},
	}
	for _, change := range changes {
		change(&certificate)
	}
	return certificate
}

func status(status tigertrust.Status) func(*tigertrust.Certificate) {
	return func(c *tigertrust.Certificate) { c.Status = &status }
}

func names(common string, alternatives ...string) func(*tigertrust.Certificate) {
	return func(c *tigertrust.Certificate) { c.CommonName, c.SubjectAlternativeNames = &common, &alternatives }
}

func withoutTime(c *tigertrust.Certificate) { c.CreatedAt = nil }

// list yields the items, and then fails the test if it is read to its end.
func list(items []tigertrust.Certificate, atEnd func()) iter.Seq2[tigertrust.Certificate, error] {
	return func(yield func(tigertrust.Certificate, error) bool) {
		for _, item := range items {
			if !yield(item, nil) {
				return
			}
		}
		atEnd()
	}
}

func TestReplacementsIn(t *testing.T) {
	t.Parallel()
	type items = []tigertrust.Certificate
	for name, test := range map[string]struct {
		items items
		want  []tigertrust.ID
		// stops reports whether the rest of the list is not read.
		stops bool
	}{
		"none":                       {items{item("10", 0)}, nil, false},
		"newest first":               {items{item("12", 9), item("11", 5), item("10", 0)}, []tigertrust.ID{"12", "11"}, false},
		"pending":                    {items{item("11", 5, status("pending")), item("10", 0)}, []tigertrust.ID{"11"}, false},
		"not live":                   {items{item("14", 9, status("revoked")), item("13", 8, status("expired")), item("12", 7, status("failed")), item("10", 0)}, nil, false},
		"more names":                 {items{item("11", 5, names("other.example.com", "www.example.com"))}, []tigertrust.ID{"11"}, false},
		"no common name":             {items{item("11", 5, names("other.example.com"))}, nil, false},
		"older ends the search":      {items{item("11", 5), item("10", 0), item("9", -1), item("12", 9)}, []tigertrust.ID{"11"}, true},
		"same second, higher id":     {items{item("10", 0), item("11", 0)}, []tigertrust.ID{"11"}, false},
		"same second, lower id":      {items{item("9", 0), item("10", 0)}, nil, false},
		"same second, opaque ids":    {items{item("crt_a", 0), item("10", 0), item("crt_b", 0)}, []tigertrust.ID{"crt_a", "crt_b"}, false},
		"no times, position decides": {items{item("9", 0, withoutTime), item("10", 0, withoutTime), item("11", 0, withoutTime)}, []tigertrust.ID{"9"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			certificate := Certificate{ID: "10", Model: certmodel.FromAPI(ptr(item("10", 0)))}
			readToEnd := false
			found, err := certificate.replacementsIn(list(test.items, func() { readToEnd = true }))
			var got []tigertrust.ID
			for _, replacement := range found {
				got = append(got, replacement.ID)
			}
			if err != nil || !slices.Equal(got, test.want) || readToEnd == test.stops {
				t.Errorf("got %v, %v, read to the end: %t", got, err, readToEnd)
			}
		})
	}
}

// The state of a certificate may lack its time of creation.
func TestReplacementsIn_UnknownAge_UsesPosition(t *testing.T) {
	t.Parallel()
	certificate := Certificate{ID: "10", Model: certmodel.FromAPI(ptr(item("10", 0)))}
	certificate.Model.CreatedAt = timetypes.NewRFC3339Null()
	found, err := certificate.replacementsIn(list([]tigertrust.Certificate{item("11", 5), item("10", 0), item("9", -5)}, func() {}))
	if err != nil || len(found) != 1 || found[0].ID != "11" {
		t.Errorf("got %v, %v", found, err)
	}
}

func TestReplacementsIn_ListFails_ReturnsError(t *testing.T) {
	t.Parallel()
	unreadable := errors.New("the list cannot be read")
	_, err := Certificate{ID: "10", Model: &certmodel.Model{}}.replacementsIn(func(yield func(tigertrust.Certificate, error) bool) {
		yield(tigertrust.Certificate{}, unreadable)
	})
	if !errors.Is(err, unreadable) {
		t.Errorf("got %v", err)
	}
}

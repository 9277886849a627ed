package session

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/clocktest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// roundTrip is a function that implements http.RoundTripper.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(request *http.Request) (*http.Response, error) { return f(request) }

// reply returns a response.
func reply(status int, body string) *http.Response {
	recorder := httptest.NewRecorder()
	recorder.WriteHeader(status)
	_, _ = io.WriteString(recorder, body)
	return recorder.Result()
}

// replyCertificate returns a response with the certificate in the path of a request.
func replyCertificate(request *http.Request) *http.Response {
	_, after, _ := strings.Cut(request.URL.Path, "/certificates/")
	id, _, _ := strings.Cut(after, "/")
	return reply(http.StatusOK, `{"data":{"id":`+id+`}}`)
}

// newSession returns a session with a fake transport, and its clock.
func newSession(t *testing.T, transport roundTrip, bulkRefresh bool) (*Session, *clocktest.Clock) {
	t.Helper()
	clock := clocktest.New(time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC))
	session, err := New(tigertrust.Config{APIKey: "ak_test", Clock: clock, Transport: transport}, Options{BulkRefresh: bulkRefresh})
	if err != nil {
		t.Fatal(err)
	}
	return session, clock
}

// numericID returns a number as an id.
func numericID(number int) tigertrust.ID { return tigertrust.ID(strconv.Itoa(number)) }

// fakeList is a transport that returns a list of certificates with the ids from 1
// to total.
type fakeList struct {
	total int
	// before is called ahead of each response. It may be nil.
	before func(page int)

	mu    sync.Mutex
	pages []int
}

func (l *fakeList) RoundTrip(request *http.Request) (*http.Response, error) {
	number, err := strconv.Atoi(request.URL.Query().Get("page"))
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	l.pages = append(l.pages, number)
	l.mu.Unlock()
	if l.before != nil {
		l.before(number)
	}
	items := []map[string]int{}
	for id := (number-1)*100 + 1; id <= min(l.total, number*100); id++ {
		items = append(items, map[string]int{"id": id})
	}
	content, err := json.Marshal(map[string]any{
		"data":       items,
		"pagination": map[string]int{"page": number, "limit": 100, "total": l.total, "totalPages": (l.total + 99) / 100},
	})
	return reply(http.StatusOK, string(content)), err
}

// requested returns the pages that were requested, in ascending order.
func (l *fakeList) requested() []int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Sorted(slices.Values(l.pages))
}

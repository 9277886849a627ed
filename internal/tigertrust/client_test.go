package tigertrust

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/clocktest"
)

const testKey = "ak_test_5e54f1"

// testStart is the initial time of the test clocks.
var testStart = time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)

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

// respond returns a handler that always sends the same response.
func respond(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func serve(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server
}

// newTestClient returns a client of a server, and its clock. The client does not
// retry, unless change sets MaxRetries.
func newTestClient(t *testing.T, url string, change ...func(*Config)) (*Client, *clocktest.Clock) {
	t.Helper()
	endpoint, err := ParseEndpoint(url)
	if err != nil {
		t.Fatalf("%s: %v", url, err)
	}
	clock := clocktest.New(testStart)
	config := Config{
		Endpoint:       endpoint,
		APIKey:         testKey,
		APIKeySource:   "the test",
		UserAgent:      "test/1.0",
		RequestTimeout: time.Minute,
		Clock:          clock,
	}
	for _, apply := range change {
		apply(&config)
	}
	client, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	return client, clock
}

func withRetries(n int) func(*Config) { return func(c *Config) { c.MaxRetries = n } }

// withSystemClock is for tests in a bubble of synctest.
func withSystemClock(c *Config) { c.Clock = clock.System{} }

// newFakeClient returns a client with the whole chain on top of a fake transport.
func newFakeClient(t *testing.T, transport roundTrip, change ...func(*Config)) (*Client, *clocktest.Clock) {
	t.Helper()
	withTransport := func(c *Config) { c.Transport = transport }
	return newTestClient(t, "https://api.example.com/api", append([]func(*Config){withTransport}, change...)...)
}

// unconnected returns a fake transport that reports, as net/http does, that it got
// no connection.
func unconnected(err error) roundTrip {
	return func(request *http.Request) (*http.Response, error) {
		httptrace.ContextClientTrace(request.Context()).GetConn("")
		return nil, err
	}
}

// received is a request that a server received.
type received struct {
	method, uri, body string
	header            http.Header
}

// journal records the requests that a server received.
type journal struct {
	mu      sync.Mutex
	entries []received
}

// recording returns a handler that records each request and calls next.
func (j *journal) recording(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		j.mu.Lock()
		j.entries = append(j.entries, received{r.Method, r.RequestURI, string(body), r.Header.Clone()})
		j.mu.Unlock()
		next(w, r)
	}
}

func (j *journal) all() []received {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append([]received(nil), j.entries...)
}

// only returns the only request that was received.
func (j *journal) only(t *testing.T) received {
	t.Helper()
	entries := j.all()
	if len(entries) != 1 {
		t.Fatalf("%d requests, want one: %+v", len(entries), entries)
	}
	return entries[0]
}

// reference returns an example in the reference.
func reference(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "test", "testdata", "reference", name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// data returns the data object of an example in the reference.
func data(t *testing.T, name string) map[string]json.RawMessage {
	t.Helper()
	var envelope struct {
		Data map[string]json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(reference(t, name), &envelope); err != nil {
		t.Fatal(err)
	}
	return envelope.Data
}

func TestNew_WithoutKey_Fails(t *testing.T) {
	if client, err := New(Config{}); client != nil || err == nil || err.Error() != "no API key" {
		t.Errorf("got %v, %v", client, err)
	}
}

func TestNew_DefaultEndpoint(t *testing.T) {
	client, err := New(Config{APIKey: testKey})
	if err != nil || client.Endpoint() != "https://api.tigertrust.io/api" {
		t.Errorf("got %v, %v", client, err)
	}
}

func TestClient_ReturnsConfig(t *testing.T) {
	client, clock := newTestClient(t, "https://api.example.com/api/", func(c *Config) { c.WorkspaceID = "ws_1" })
	if got := client.Endpoint(); got != "https://api.example.com/api" {
		t.Errorf("endpoint %q", got)
	}
	if got := client.WorkspaceID(); got != "ws_1" {
		t.Errorf("workspace %q", got)
	}
	if got := client.Now(); !got.Equal(testStart) {
		t.Errorf("now %s", got)
	}
	if err := client.Sleep(t.Context(), time.Hour); err != nil {
		t.Error(err)
	}
	if got := clock.Now(); !got.Equal(testStart.Add(time.Hour)) {
		t.Errorf("the time after an hour is %s", got)
	}
}

func TestNew_DefaultClock(t *testing.T) {
	client, _ := newTestClient(t, DefaultEndpoint, func(c *Config) { c.Clock = nil })
	before := time.Now()
	now := client.Now()
	if now.Before(before) || now.After(time.Now()) {
		t.Errorf("got %s, want %s", now, before)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := client.Sleep(ctx, time.Hour); err == nil {
		t.Error("slept although the context has ended")
	}
}

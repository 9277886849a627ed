package mockserver_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// start is the initial time of the clock in every test.
var start = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

const day = 24 * time.Hour

// newMock returns a server whose clock only moves with Advance.
func newMock(t *testing.T, options mockserver.Options) *mockserver.Server {
	t.Helper()
	if options.Now == nil {
		options.Now = func() time.Time { return start }
	}
	return mockserver.New(options)
}

// response is a received response.
type response struct {
	status int
	header http.Header
	raw    string
	body   map[string]any
}

// data returns the object of a single response.
func (a response) data(t *testing.T) map[string]any {
	t.Helper()
	data, ok := a.body["data"].(map[string]any)
	if !ok {
		t.Fatalf("status %d: data is not an object in %s", a.status, a.raw)
	}
	return data
}

// items returns the objects of a list response.
func (a response) items(t *testing.T) []map[string]any {
	t.Helper()
	list, ok := a.body["data"].([]any)
	if !ok {
		t.Fatalf("status %d: data is not a list in %s", a.status, a.raw)
	}
	items := make([]map[string]any, 0, len(list))
	for _, element := range list {
		item, ok := element.(map[string]any)
		if !ok {
			t.Fatalf("not an object: %v", element)
		}
		items = append(items, item)
	}
	return items
}

// code returns the error code, empty if the response is not an error.
func (a response) code() string {
	envelope, _ := a.body["error"].(map[string]any)
	code, _ := envelope["code"].(string)
	return code
}

// details returns the details of an error response.
func (a response) details() map[string]any {
	envelope, _ := a.body["error"].(map[string]any)
	details, _ := envelope["details"].(map[string]any)
	return details
}

// newRequest returns a request with the default API key and, if body is not empty,
// a JSON body.
func newRequest(t *testing.T, method, target, body string) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	r.Header.Set("X-Agent-API-Key", mockserver.DefaultAPIKey)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

// serveRequest calls the handler without a network connection.
func serveRequest(t *testing.T, h http.Handler, r *http.Request) response {
	t.Helper()
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, r)
	a := response{status: recorder.Code, header: recorder.Header(), raw: recorder.Body.String()}
	if a.raw != "" && json.Unmarshal([]byte(a.raw), &a.body) != nil {
		a.body = nil
	}
	return a
}

// sendOK sends a request that must succeed.
func sendOK(t *testing.T, h http.Handler, method, target, body string) response {
	t.Helper()
	a := send(t, h, method, target, body)
	if a.status/100 != 2 {
		t.Fatalf("%s %s: %d %s", method, target, a.status, a.raw)
	}
	return a
}

// send sends a request that may fail.
func send(t *testing.T, h http.Handler, method, target, body string) response {
	t.Helper()
	return serveRequest(t, h, newRequest(t, method, target, body))
}

// certificatePath returns the path of a certificate or of an operation on it.
func certificatePath(id int64, operation ...string) string {
	return strings.Join(append([]string{fmt.Sprintf("/api/certificates/%d", id)}, operation...), "/")
}

// createCertificate creates a certificate with the default settings.
func createCertificate(t *testing.T, h http.Handler, commonName string) int64 {
	t.Helper()
	return idOf(t, sendOK(t, h, http.MethodPost, "/api/certificates", fmt.Sprintf(`{"commonName":%q}`, commonName)))
}

// idOf returns the id in a single response.
func idOf(t *testing.T, a response) int64 {
	t.Helper()
	id, ok := a.data(t)["id"].(float64)
	if !ok {
		t.Fatalf("no id in %s", a.raw)
	}
	return int64(id)
}

// storedCertificate returns the stored state of a certificate.
func storedCertificate(t *testing.T, s *mockserver.Server, id int64) mockserver.Certificate {
	t.Helper()
	c, ok := s.Certificate(id)
	if !ok {
		t.Fatalf("certificate %d does not exist", id)
	}
	return c
}

// must returns the value of a call that cannot fail.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

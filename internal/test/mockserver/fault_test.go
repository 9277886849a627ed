package mockserver_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// createOverNetwork orders a certificate over a new network connection.
func createOverNetwork(ctx context.Context, t *testing.T, url string) (*http.Response, []byte, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/api/certificates", strings.NewReader(`{"commonName":"a.example.com"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Agent-API-Key", mockserver.DefaultAPIKey)
	r.Header.Set("Content-Type", "application/json")
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.Do(r)
	if err != nil {
		return nil, nil, err
	}
	body, err := io.ReadAll(response.Body)
	return response, body, errors.Join(err, response.Body.Close())
}

func startServer(t *testing.T, s *mockserver.Server) string {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return server.URL
}

func TestFault_WithResponse(t *testing.T) {
	for _, test := range []struct {
		fault       mockserver.Fault
		status      int
		worked      bool
		contentType string
	}{
		{mockserver.Fault{Kind: mockserver.FaultErrorBefore}, 500, false, "application/json"},
		{mockserver.Fault{Kind: mockserver.FaultErrorBefore, Status: 408}, 408, false, "application/json"},
		{mockserver.Fault{Kind: mockserver.FaultErrorAfter}, 500, true, "application/json"},
		{mockserver.Fault{Kind: mockserver.FaultErrorAfter, Status: 504}, 504, true, "application/json"},
		{mockserver.Fault{Kind: mockserver.FaultUnauthorized}, 401, false, "application/json"},
		{mockserver.Fault{Kind: mockserver.FaultRateLimited}, 429, false, "application/json"},
		{mockserver.Fault{Kind: mockserver.FaultUnavailable}, 503, false, "application/json"},
		{mockserver.Fault{Kind: mockserver.FaultBadGateway}, 502, false, "text/html"},
		{mockserver.Fault{Kind: mockserver.FaultProxyNotFoundHTML}, 404, false, "text/html"},
		{mockserver.Fault{Kind: mockserver.FaultProxyNotFoundJSON}, 404, false, "application/json"},
		{mockserver.Fault{Kind: mockserver.FaultRedirect}, 307, false, ""},
		{mockserver.Fault{Kind: mockserver.FaultGarbage}, 201, true, "application/json"},
		{mockserver.Fault{Kind: mockserver.FaultWrongTypes}, 201, true, "application/json"},
		{mockserver.Fault{Kind: mockserver.FaultHuge}, 201, true, "application/json"},
		{mockserver.Fault{Kind: mockserver.FaultSlow, Delay: time.Millisecond}, 201, true, "application/json"},
		{mockserver.Fault{Kind: mockserver.FaultSlowResponse, Delay: time.Millisecond}, 201, true, "application/json"},
	} {
		t.Run(string(test.fault.Kind), func(t *testing.T) {
			s := newMock(t, mockserver.Options{})
			s.Inject(test.fault)
			response, body, err := createOverNetwork(t.Context(), t, startServer(t, s))
			if err != nil {
				t.Fatal(err)
			}
			if response.StatusCode != test.status || !strings.HasPrefix(response.Header.Get("Content-Type"), test.contentType) {
				t.Errorf("status %d, %s", response.StatusCode, response.Header.Get("Content-Type"))
			}
			requireOutcome(t, s, test.fault.Kind, test.status, test.worked)
			requireFaultyBody(t, test.fault.Kind, body)
			if location := response.Header.Get("Location"); test.status == 307 && !strings.HasPrefix(location, "https://elsewhere.") {
				t.Errorf("redirected to %q", location)
			}
		})
	}
}

// requireOutcome checks whether the order was executed, and its journal entry.
func requireOutcome(t *testing.T, s *mockserver.Server, kind mockserver.FaultKind, status int, worked bool) {
	t.Helper()
	if done := len(s.Certificates("")) == 1; done != worked {
		t.Errorf("work done: %t", done)
	}
	if e := s.Journal()[0]; e.Fault != kind || e.Status != status || e.Mutated != worked {
		t.Errorf("journal entry: %s, %d, %t", e.Fault, e.Status, e.Mutated)
	}
}

// requireFaultyBody checks the body of a response with a fault.
func requireFaultyBody(t *testing.T, kind mockserver.FaultKind, body []byte) {
	t.Helper()
	switch kind {
	case mockserver.FaultGarbage:
		if json.Valid(body) {
			t.Error("the body is valid JSON")
		}
	case mockserver.FaultHuge:
		if len(body) <= 32<<20 || !json.Valid(body) {
			t.Errorf("%d bytes, valid JSON: %t", len(body), json.Valid(body))
		}
	default:
	}
}

func TestFault_WithoutResponse(t *testing.T) {
	for _, test := range []struct {
		kind   mockserver.FaultKind
		worked bool
		is     error
		status int
	}{
		{mockserver.FaultReset, false, syscall.ECONNRESET, 0},
		{mockserver.FaultDropBefore, false, io.EOF, 0},
		{mockserver.FaultDropAfter, true, io.EOF, 0},
		{mockserver.FaultTruncated, true, io.ErrUnexpectedEOF, 201},
	} {
		t.Run(string(test.kind), func(t *testing.T) {
			s := newMock(t, mockserver.Options{})
			s.Inject(mockserver.Fault{Kind: test.kind})
			_, _, err := createOverNetwork(t.Context(), t, startServer(t, s))
			if !errors.Is(err, test.is) {
				t.Errorf("got %v", err)
			}
			requireOutcome(t, s, test.kind, test.status, test.worked)
		})
	}
}

func TestFaultSlow_ClientDisconnects_EndsWait(t *testing.T) {
	for kind, worked := range map[mockserver.FaultKind]bool{
		mockserver.FaultSlow:         false,
		mockserver.FaultSlowResponse: true,
	} {
		t.Run(string(kind), func(t *testing.T) {
			s := newMock(t, mockserver.Options{})
			s.Inject(mockserver.Fault{Kind: kind, Delay: time.Hour})
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			server := httptest.NewServer(s)
			if _, _, err := createOverNetwork(ctx, t, server.URL); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v", err)
			}
			server.Close() // waits until the request has finished
			requireOutcome(t, s, kind, 0, worked)
		})
	}
}

func TestFault_RetryAfter(t *testing.T) {
	for _, kind := range []mockserver.FaultKind{mockserver.FaultRateLimited, mockserver.FaultUnavailable} {
		s := newMock(t, mockserver.Options{})
		s.Inject(mockserver.Fault{Kind: kind})
		s.Inject(mockserver.Fault{Kind: kind, RetryAfter: 1500 * time.Millisecond, RetryAfterFormat: mockserver.RetryAfterSeconds})
		s.Inject(mockserver.Fault{Kind: kind, RetryAfter: time.Minute, RetryAfterFormat: mockserver.RetryAfterDate})

		if header := send(t, s, http.MethodGet, "/api/certificates", "").header.Get("Retry-After"); header != "" {
			t.Errorf("%s: Retry-After %q", kind, header)
		}
		if header := send(t, s, http.MethodGet, "/api/certificates", "").header.Get("Retry-After"); header != "2" {
			t.Errorf("%s: Retry-After %q", kind, header)
		}
		header := send(t, s, http.MethodGet, "/api/certificates", "").header.Get("Retry-After")
		at, err := http.ParseTime(header)
		if wait := time.Until(at); err != nil || wait < 58*time.Second || wait > 61*time.Second {
			t.Errorf("%s: Retry-After %q", kind, header)
		}
	}
}

func TestInject_MatchesSkipsAndCounts(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	id := createCertificate(t, s, "a.example.com")
	s.Inject(mockserver.Fault{Method: "GET", Path: "/api/certificates/*", Skip: 1, Times: 2, Kind: mockserver.FaultErrorBefore})
	s.Inject(mockserver.Fault{Path: "/api/certificates", Query: map[string]string{"page": "2"}, Times: mockserver.Always, Kind: mockserver.FaultBadGateway})
	s.Inject(mockserver.Fault{BodyContains: "b.example.com", Kind: mockserver.FaultUnauthorized})

	expect := func(want int, method, target, body string) {
		t.Helper()
		if a := send(t, s, method, target, body); a.status != want {
			t.Errorf("%s %s: status %d, want %d", method, target, a.status, want)
		}
	}
	expect(200, "GET", certificatePath(id), "")
	expect(200, "PUT", certificatePath(id), `{"autoRenew":true}`)
	expect(500, "GET", certificatePath(id), "")
	expect(500, "GET", certificatePath(id), "")
	expect(200, "GET", certificatePath(id), "")

	expect(200, "GET", "/api/certificates", "")
	expect(502, "GET", "/api/certificates?page=2", "")
	expect(502, "GET", "/api/certificates?page=2", "")

	expect(201, "POST", "/api/certificates", `{"commonName":"c.example.com"}`)
	expect(401, "POST", "/api/certificates", `{"commonName":"b.example.com"}`)
	expect(201, "POST", "/api/certificates", `{"commonName":"b.example.com"}`)

	if left := s.PendingFaults(); len(left) != 1 || left[0].Kind != mockserver.FaultBadGateway {
		t.Errorf("pending faults: %+v", left)
	}
	s.ClearFaults()
	expect(200, "GET", "/api/certificates?page=2", "")
}

func TestFaultWrongTypes_ChangesEveryType(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	id := s.Seed(mockserver.Seed{CommonName: "a.example.com", Locations: []mockserver.Location{{AgentID: "agent-01"}}})
	right := sendOK(t, s, http.MethodGet, certificatePath(id), "").data(t)
	s.Inject(mockserver.Fault{Kind: mockserver.FaultWrongTypes})
	wrong := sendOK(t, s, http.MethodGet, certificatePath(id), "").data(t)
	for name, value := range right {
		if name == "locations" {
			continue // its members have wrong types
		}
		if typesOf(value) == any(nil) || toJSON(t, typesOf(value)) == toJSON(t, typesOf(wrong[name])) {
			t.Errorf("%s still has a valid type: %v", name, wrong[name])
		}
	}
}

func toJSON(t *testing.T, value any) string {
	t.Helper()
	encoded, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(encoded)
}

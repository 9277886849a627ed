package mockserver_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestRateLimit_RejectsExcess(t *testing.T) {
	// At this rate no token is added during the test.
	limit := mockserver.RateLimit{PerSecond: 0.001, Burst: 2}
	s := newMock(t, mockserver.Options{RateLimit: limit})
	for i, want := range []int{200, 200, 429, 429} {
		a := send(t, s, http.MethodGet, "/api/certificates", "")
		if a.status != want || a.header.Get("Retry-After") != "" {
			t.Errorf("request %d: %d %v", i, a.status, a.header)
		}
	}

	limit.RetryAfter, limit.Burst = mockserver.RetryAfterSeconds, 1
	s.Configure(func(o *mockserver.Options) { o.RateLimit = limit })
	sendOK(t, s, http.MethodGet, "/api/certificates", "")
	if a := send(t, s, http.MethodGet, "/api/certificates", ""); a.code() != "RATE_LIMITED" || len(a.header.Get("Retry-After")) < 3 {
		t.Errorf("%d %v", a.status, a.header)
	}

	s.Configure(func(o *mockserver.Options) { o.RateLimit = mockserver.RateLimit{PerSecond: 0.001, ProxyPage: true} })
	sendOK(t, s, http.MethodGet, "/api/certificates", "")
	if a := send(t, s, http.MethodGet, "/api/certificates", ""); a.status != 503 || a.header.Get("Retry-After") != "" || a.header.Get("Content-Type") != "text/html" {
		t.Errorf("%d %v", a.status, a.header)
	}

	s.Configure(func(o *mockserver.Options) { o.RateLimit = mockserver.RateLimit{} })
	sendOK(t, s, http.MethodGet, "/api/certificates", "")
}

func TestLatency_DelaysResponse(t *testing.T) {
	s := newMock(t, mockserver.Options{Latency: 20 * time.Millisecond})
	began := time.Now()
	sendOK(t, s, http.MethodGet, "/api/certificates", "")
	if took := time.Since(began); took < 20*time.Millisecond {
		t.Errorf("response after %s", took)
	}
}

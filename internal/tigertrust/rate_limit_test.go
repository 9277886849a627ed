package tigertrust

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/clocktest"
)

func TestParseRetryAfter(t *testing.T) {
	at := func(d time.Duration) string { return testStart.Add(d).Format(http.TimeFormat) }
	tests := map[string]struct {
		want time.Duration
		ok   bool
	}{
		"":                              {},
		"0":                             {0, true},
		"1":                             {time.Second, true},
		"120":                           {2 * time.Minute, true},
		"121":                           {2 * time.Minute, true},
		"9223372036854775807":           {2 * time.Minute, true},
		"9223372036854775808":           {2 * time.Minute, true},
		"99999999999999999999999999":    {2 * time.Minute, true},
		"-1":                            {},
		"+1":                            {},
		"1.5":                           {},
		"1e3":                           {},
		"soon":                          {},
		"10 seconds":                    {},
		at(30 * time.Second):            {30 * time.Second, true},
		at(0):                           {0, true},
		at(-time.Hour):                  {0, true},
		at(time.Hour):                   {2 * time.Minute, true},
		"Fri, 31 Dec 9999 23:59:59 GMT": {2 * time.Minute, true},
		testStart.Add(time.Minute).Format("Monday, 02-Jan-06 15:04:05 GMT"): {time.Minute, true},
		testStart.Add(time.Minute).Format(time.ANSIC):                       {time.Minute, true},
		testStart.Add(time.Minute).Format(time.RFC3339):                     {},
	}
	for header, test := range tests {
		if got, ok := parseRetryAfter(header, testStart); got != test.want || ok != test.ok {
			t.Errorf("%q: got %s, %t, want %s, %t", header, got, ok, test.want, test.ok)
		}
	}
}

// schedule is a transport that records when each request was sent. If reject
// returns a status for a request, counted from 0, that is the response.
type schedule struct {
	clock  clock.Clock
	reject func(n int) (status int, retryAfter string)
	// body is the body of rejections.
	body string

	mu     sync.Mutex
	sentAt []time.Time
}

func (s *schedule) RoundTrip(*http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.sentAt)
	s.sentAt = append(s.sentAt, s.clock.Now())
	if s.reject != nil {
		if status, retryAfter := s.reject(n); status != 0 {
			return rejection(status, retryAfter, s.body), nil
		}
	}
	return reply(http.StatusOK, `{"data":{"id":1}}`), nil
}

func rejection(status int, retryAfter, body string) *http.Response {
	response := reply(status, body)
	response.Header.Set("Retry-After", retryAfter)
	return response
}

// gap returns the time between a request and the one before it.
func (s *schedule) gap(n int) time.Duration { return s.sentAt[n].Sub(s.sentAt[n-1]) }

// rejectRequest rejects one request, counted from 0.
func rejectRequest(n, status int, retryAfter string) func(int) (int, string) {
	return func(i int) (int, string) {
		if i != n {
			return 0, ""
		}
		return status, retryAfter
	}
}

func newScheduleClient(t *testing.T, reject func(int) (int, string), change ...func(*Config)) (*Client, *schedule, *clocktest.Clock) {
	t.Helper()
	sent := &schedule{reject: reject}
	client, clock := newFakeClient(t, sent.RoundTrip, change...)
	sent.clock = clock
	return client, sent, clock
}

// get sends requests one after the other, which must succeed.
func get(t *testing.T, client *Client, times int) {
	t.Helper()
	for range times {
		if _, err := client.Certificate(t.Context(), "1"); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRejection_PausesEveryCall(t *testing.T) {
	const (
		spacing  = time.Second / initialRate
		apiError = `{"error":{"code":"SERVICE_UNAVAILABLE"}}`
	)
	for name, test := range map[string]struct {
		status     int
		retryAfter string
		body       string
		// pause is the wait before the next request. isSlower is whether the
		// requests after that are spaced.
		pause    time.Duration
		isSlower bool
	}{
		"429 with seconds":        {429, "30", "", 30 * time.Second, true},
		"429 with a date":         {429, testStart.Add(45 * time.Second).Format(http.TimeFormat), "", 45 * time.Second, true},
		"429 with excessive wait": {429, "86400", "", 2 * time.Minute, true},
		"429 with excessive date": {429, "Fri, 31 Dec 9999 23:59:59 GMT", "", 2 * time.Minute, true},
		"429 with negative wait":  {429, "-30", "", spacing, true},
		"429 with invalid header": {429, "later", "", spacing, true},
		"429 without Retry-After": {429, "", "", spacing, true},
		"429 of a proxy":          {429, "", "<html>", spacing, true},
		"503 with seconds":        {503, "30", apiError, 30 * time.Second, true},
		"503 without Retry-After": {503, "", apiError, 0, false},
		"503 with invalid header": {503, "later", apiError, 0, false},
		"503 of a proxy":          {503, "", "<html><center>nginx</center></html>", spacing, true},
		"503 without a body":      {503, "", "", spacing, true},
		"503 of a gateway":        {503, "", `{"message":"Service Unavailable"}`, spacing, true},
		"500 is not a rejection":  {500, "30", "<html>", 0, false},
		"502 is not a rejection":  {502, "", "<html>", 0, false},
		"404 is not a rejection":  {404, "30", "", 0, false},
		"307 is not a rejection":  {307, "30", "", 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			client, sent, _ := newScheduleClient(t, rejectRequest(0, test.status, test.retryAfter))
			sent.body = test.body
			if _, err := client.Certificate(t.Context(), "1"); err == nil {
				t.Fatal("no error")
			}
			if _, err := client.CreateCertificate(t.Context(), CertificateOrder{}, 0); err != nil {
				t.Fatal(err)
			}
			get(t, client, 1)
			if got := sent.gap(1); got != test.pause {
				t.Errorf("the next request was sent after %s, want %s", got, test.pause)
			}
			if got := sent.gap(2); (got > 0) != test.isSlower {
				t.Errorf("the request after that was sent after another %s", got)
			}
		})
	}
}

func TestRejection_RetriesAfterPause(t *testing.T) {
	client, sent, _ := newScheduleClient(t, rejectRequest(0, http.StatusTooManyRequests, "30"), withRetries(1))
	if _, err := client.CreateCertificate(t.Context(), CertificateOrder{}, 0); err != nil {
		t.Fatal(err)
	}
	if got := sent.gap(1); got < 30*time.Second || got > 31*time.Second {
		t.Errorf("sent again after %s, want 30s", got)
	}
}

func TestPause_CancelledCallReturnsAtOnce(t *testing.T) {
	client, sent, clock := newScheduleClient(t, rejectRequest(0, http.StatusTooManyRequests, "30"))
	_, _ = client.Certificate(t.Context(), "1")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for method, do := range methods {
		if err := do(ctx, client); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v", method, err)
		}
	}
	if len(sent.sentAt) != 1 || len(clock.Slept()) != 0 {
		t.Errorf("sent at %v, waited %v", sent.sentAt, clock.Slept())
	}
}

func TestRejection_RateDropsThenGrows(t *testing.T) {
	client, sent, _ := newScheduleClient(t, rejectRequest(0, http.StatusTooManyRequests, "10"))
	_, _ = client.Certificate(t.Context(), "1")
	get(t, client, 100)

	if got := sent.gap(2); got < 40*time.Millisecond || got > 60*time.Millisecond {
		t.Errorf("the second request after the rejection was sent after %s, want about 50ms", got)
	}
	for n := 3; n < len(sent.sentAt); n++ {
		if got, previous := sent.gap(n), sent.gap(n-1); got <= 0 || got > previous+time.Millisecond {
			t.Errorf("request %d was sent after %s, the one before after %s", n, got, previous)
		}
	}
	if got := sent.gap(100); got > sent.gap(2)/5 {
		t.Errorf("after 100 requests, requests are still sent every %s", got)
	}
}

func TestRejection_RateStaysBelowAcceptedRate(t *testing.T) {
	const spacing = 20 * time.Millisecond
	client, sent, clock := newScheduleClient(t, rejectRequest(75, http.StatusTooManyRequests, "5"))
	for range 75 {
		clock.Advance(spacing)
		get(t, client, 1)
	}
	clock.Advance(spacing)
	_, _ = client.Certificate(t.Context(), "1")
	get(t, client, 10)

	if got := sent.gap(76); got != 5*time.Second {
		t.Errorf("paused for %s, want 5s", got)
	}
	for n := 78; n < len(sent.sentAt); n++ {
		if got := sent.gap(n); got < spacing || got > spacing*5/4 {
			t.Errorf("the server accepted a request every %s, now one is sent every %s", spacing, got)
		}
	}
}

func TestRequestsPerSecond_NeverExceeded(t *testing.T) {
	const period = 100 * time.Millisecond
	client, sent, _ := newScheduleClient(t, rejectRequest(20, http.StatusTooManyRequests, "10"),
		func(c *Config) { c.RequestsPerSecond = 10 })
	get(t, client, 20)
	_, _ = client.Certificate(t.Context(), "1")
	get(t, client, 600)

	checkSpacing(t, sent, period)
	if got := sent.gap(1); got > period+time.Microsecond {
		t.Errorf("slower than configured: %s", got)
	}
	if got := sent.gap(600); got > period+time.Microsecond {
		t.Errorf("the rate does not recover from a rejection: %s", got)
	}
}

// checkSpacing tolerates a microsecond, since rates are floating point numbers.
func checkSpacing(t *testing.T, sent *schedule, least time.Duration) {
	t.Helper()
	for n := 1; n < len(sent.sentAt); n++ {
		if got := sent.gap(n); got < least-time.Microsecond {
			t.Errorf("request %d was sent %s after the one before", n, got)
		}
	}
}

func TestRequestsPerSecond_BelowOne(t *testing.T) {
	client, sent, _ := newScheduleClient(t, nil, func(c *Config) { c.RequestsPerSecond = 0.5 })
	get(t, client, 5)
	if got := sent.sentAt[4].Sub(sent.sentAt[0]); got != 8*time.Second {
		t.Errorf("five requests took %s, want 8s", got)
	}
}

func TestNoLimit_NothingWaits(t *testing.T) {
	client, _, clock := newScheduleClient(t, nil)
	get(t, client, 50)
	if waits := clock.Slept(); len(waits) != 0 {
		t.Errorf("waited %v", waits)
	}
}

// The pause begins while a request waits for its reservation.
func TestPause_HoldsRequestWithReservation(t *testing.T) {
	clock := clocktest.New(testStart)
	var limiter *rateLimiter
	reject := sync.OnceFunc(func() { limiter.reject(clock.Now(), 10*time.Second) })
	limiter = newRateLimiter(interruptingClock{clock, func() { reject() }}, 1)
	for range 2 {
		if _, err := limiter.wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := clock.Now().Sub(testStart); got < 10*time.Second {
		t.Errorf("sent after %s, during a pause of 10s", got)
	}
}

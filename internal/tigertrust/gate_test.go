package tigertrust

import (
	"context"
	"errors"
	"math"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

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
			t.Errorf("%q: %s, %t, want %s, %t", header, got, ok, test.want, test.ok)
		}
	}
}

// turns is a transport that notes when each request left, and refuses those
// that refuse tells it to, counted from 0.
type turns struct {
	clock  *clocktest.Clock
	left   []time.Time
	refuse func(n int) (status int, retryAfter string)
}

func (s *turns) RoundTrip(*http.Request) (*http.Response, error) {
	n := len(s.left)
	s.left = append(s.left, s.clock.Now())
	if s.refuse != nil {
		if status, retryAfter := s.refuse(n); status != 0 {
			response := reply(status, "")
			response.Header.Set("Retry-After", retryAfter)
			return response, nil
		}
	}
	return reply(http.StatusOK, `{"data":{"id":1}}`), nil
}

// gap is the time between a request and the one before it.
func (s *turns) gap(n int) time.Duration { return s.left[n].Sub(s.left[n-1]) }

// first refuses the first request.
func first(status int, retryAfter string) func(int) (int, string) {
	return func(n int) (int, string) {
		if n > 0 {
			return 0, ""
		}
		return status, retryAfter
	}
}

func newTurns(t *testing.T, refuse func(int) (int, string), change ...func(*Config)) (*Client, *turns) {
	t.Helper()
	schedule := &turns{refuse: refuse}
	client, standing := newFakeClient(t, schedule.RoundTrip, change...)
	schedule.clock = standing
	return client, schedule
}

func ask(t *testing.T, client *Client, times int) {
	t.Helper()
	for range times {
		if _, err := client.Certificate(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
	}
}

func TestARefusalClosesTheGateForEveryCall(t *testing.T) {
	for name, test := range map[string]struct {
		status     int
		retryAfter string
		// closed is how long, and slowed whether requests are spaced then.
		closed time.Duration
		slowed bool
	}{
		"429 in seconds":        {429, "30", 30 * time.Second, true},
		"429 at a date":         {429, testStart.Add(45 * time.Second).Format(http.TimeFormat), 45 * time.Second, true},
		"429 absurd":            {429, "86400", 2 * time.Minute, true},
		"429 absurd date":       {429, "Fri, 31 Dec 9999 23:59:59 GMT", 2 * time.Minute, true},
		"429 negative":          {429, "-30", time.Second / firstRate, true},
		"429 garbage":           {429, "later", time.Second / firstRate, true},
		"429 without":           {429, "", time.Second / firstRate, true},
		"503 in seconds":        {503, "30", 30 * time.Second, true},
		"503 without":           {503, "", 0, false},
		"503 garbage":           {503, "later", 0, false},
		"500 is no such thing":  {500, "30", 0, false},
		"404 is no such thing":  {404, "30", 0, false},
		"a redirect is neither": {307, "30", 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			client, schedule := newTurns(t, first(test.status, test.retryAfter))
			if _, err := client.Certificate(t.Context(), 1); err == nil {
				t.Fatal("no error")
			}
			if _, err := client.CreateCertificate(t.Context(), CertificateOrder{}, 0); err != nil {
				t.Fatal(err)
			}
			ask(t, client, 1)
			if got := schedule.gap(1); got != test.closed {
				t.Errorf("the next call left after %s, want %s", got, test.closed)
			}
			if got := schedule.gap(2); (got > 0) != test.slowed {
				t.Errorf("the call after the next left after another %s", got)
			}
		})
	}
}

func TestARefusedCallIsSentAgainWhenTheGateOpens(t *testing.T) {
	client, schedule := newTurns(t, first(http.StatusTooManyRequests, "30"), withRetries(1))
	if _, err := client.CreateCertificate(t.Context(), CertificateOrder{}, 0); err != nil {
		t.Fatal(err)
	}
	if got := schedule.gap(1); got < 30*time.Second || got > 31*time.Second {
		t.Errorf("sent again after %s, want 30s", got)
	}
}

func TestACancelledCallDoesNotWaitAtTheGate(t *testing.T) {
	client, schedule := newTurns(t, first(http.StatusTooManyRequests, "30"))
	_, _ = client.Certificate(t.Context(), 1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for method, do := range methods {
		if err := do(ctx, client); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v", method, err)
		}
	}
	if len(schedule.left) != 1 || len(schedule.clock.Slept()) != 0 {
		t.Errorf("sent at %v, waited %v", schedule.left, schedule.clock.Slept())
	}
}

func TestRequestsAfterARefusalAreSpacedAndSpeedUpAgain(t *testing.T) {
	client, schedule := newTurns(t, first(http.StatusTooManyRequests, "10"))
	_, _ = client.Certificate(t.Context(), 1)
	ask(t, client, 100)

	// The server bore nothing that we know of, so it is asked at a rate that many
	// bear.
	if got := schedule.gap(2); got < 40*time.Millisecond || got > 60*time.Millisecond {
		t.Errorf("the second request after the refusal left after %s", got)
	}
	for n := 3; n < len(schedule.left); n++ {
		if got, before := schedule.gap(n), schedule.gap(n-1); got <= 0 || got > before+time.Millisecond {
			t.Errorf("request %d left %s after the one before, that one %s", n, got, before)
		}
	}
	if got := schedule.gap(100); got > schedule.gap(2)/5 {
		t.Errorf("after 100 requests, one leaves every %s still", got)
	}
}

func TestRequestsAfterARefusalAreALittleSlowerThanWhatTheServerBore(t *testing.T) {
	const fast = 20 * time.Millisecond
	client, schedule := newTurns(t, func(n int) (int, string) {
		if n == 75 {
			return http.StatusTooManyRequests, "5"
		}
		return 0, ""
	})
	for range 75 {
		schedule.clock.Advance(fast)
		ask(t, client, 1)
	}
	schedule.clock.Advance(fast)
	_, _ = client.Certificate(t.Context(), 1)
	ask(t, client, 10)

	if got := schedule.gap(76); got != 5*time.Second {
		t.Errorf("reopened after %s", got)
	}
	for n := 78; n < len(schedule.left); n++ {
		if got := schedule.gap(n); got < fast || got > fast*5/4 {
			t.Errorf("the server bore one every %s and is now asked every %s", fast, got)
		}
	}
}

// TestSeveralRefusalsOfOneBurstSlowDownOnce has answers of the burst come in
// while the gate is closed, good ones and refusals.
func TestSeveralRefusalsOfOneBurstSlowDownOnce(t *testing.T) {
	standing := clocktest.New(testStart)
	rateLimiter := newGate(standing, 0)
	for range 100 {
		rateLimiter.accept()
	}
	rateLimiter.refuse(standing.Now(), 10*time.Second)
	if got := float64(rateLimiter.limit); math.Abs(got-92) > 1e-6 {
		t.Errorf("limit %v, want 92", got)
	}
	for range 3 {
		standing.Advance(2 * time.Second)
		rateLimiter.accept()
		limit := rateLimiter.limit
		rateLimiter.refuse(standing.Now(), time.Second)
		if got := rateLimiter.limit; got != limit {
			t.Errorf("limit %v after another refusal, %v before", got, limit)
		}
	}
	if got := rateLimiter.closedFor(); got != 4*time.Second {
		t.Errorf("closed for %s, want 4s: a shorter wait does not open the gate", got)
	}
	rateLimiter.refuse(standing.Now(), 20*time.Second)
	if got := rateLimiter.closedFor(); got != 20*time.Second {
		t.Errorf("closed for %s, want 20s: a longer wait keeps it closed", got)
	}
}

func TestRequestsPerSecondIsNeverExceeded(t *testing.T) {
	const period = 100 * time.Millisecond
	client, schedule := newTurns(t, func(n int) (int, string) {
		if n == 20 {
			return http.StatusTooManyRequests, "10"
		}
		return 0, ""
	}, func(c *Config) { c.RequestsPerSecond = 10 })
	ask(t, client, 20)
	_, _ = client.Certificate(t.Context(), 1)
	ask(t, client, 600)

	for n := 1; n < len(schedule.left); n++ {
		// The limiter counts in floating point.
		if got := schedule.gap(n); got < period-time.Microsecond {
			t.Errorf("request %d left after %s", n, got)
		}
	}
	if got := schedule.gap(1); got > period+time.Microsecond {
		t.Errorf("slower than was asked for: %s", got)
	}
	if got := schedule.gap(600); got > period+time.Microsecond {
		t.Errorf("after a refusal the rate never came back: %s", got)
	}
}

func TestLessThanOneRequestPerSecond(t *testing.T) {
	client, schedule := newTurns(t, nil, func(c *Config) { c.RequestsPerSecond = 0.5 })
	ask(t, client, 5)
	if got := schedule.left[4].Sub(schedule.left[0]); got != 8*time.Second {
		t.Errorf("five requests took %s, want 8s", got)
	}
}

func TestWithoutALimitNothingWaits(t *testing.T) {
	client, schedule := newTurns(t, nil)
	ask(t, client, 50)
	if waits := schedule.clock.Slept(); len(waits) != 0 {
		t.Errorf("waited %v", waits)
	}
}

// TestAGateThatClosesWhileARequestWaitsForItsTurnHoldsIt closes the gate in
// the middle of the wait for a turn.
func TestAGateThatClosesWhileARequestWaitsForItsTurnHoldsIt(t *testing.T) {
	standing := clocktest.New(testStart)
	var rateLimiter *rateLimiter
	closing := sync.OnceFunc(func() { rateLimiter.refuse(standing.Now(), 10*time.Second) })
	rateLimiter = newGate(interruptingClock{standing, func() { closing() }}, 1)
	for range 2 {
		if err := rateLimiter.pass(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := standing.Now().Sub(testStart); got < 10*time.Second {
		t.Errorf("let through after %s, while closed for 10s", got)
	}
}

// TestManyCallsAtOncePassTheGate is for the race detector, and for a gate that
// would never open again.
func TestManyCallsAtOncePassTheGate(t *testing.T) {
	const callers, calls = 20, 10
	var sent, refused atomic.Int32
	client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
		if sent.Add(1)%9 == 0 {
			refused.Add(1)
			response := reply(http.StatusTooManyRequests, "")
			response.Header.Set("Retry-After", "1")
			return response, nil
		}
		return reply(http.StatusOK, `{"data":{"id":1}}`), nil
	}, withRetries(100), func(c *Config) { c.RequestsPerSecond = 50 })

	var group sync.WaitGroup
	for range callers {
		group.Go(func() {
			for range calls {
				if _, err := client.Certificate(t.Context(), 1); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if got := sent.Load() - refused.Load(); got != callers*calls {
		t.Errorf("%d requests were answered, want %d", got, callers*calls)
	}
}

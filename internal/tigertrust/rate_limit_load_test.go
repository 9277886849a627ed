package tigertrust

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"
)

// busyServer accepts a limited number of requests per second, and bursts up to a
// limit. Its Retry-After is in whole seconds, as is usual, or missing.
type busyServer struct {
	limiter    *rate.Limiter
	latency    time.Duration
	retryAfter string

	mu                 sync.Mutex
	accepted, rejected int
}

func (s *busyServer) RoundTrip(*http.Request) (*http.Response, error) {
	time.Sleep(s.latency)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.limiter.Allow() {
		s.rejected++
		return rejection(http.StatusTooManyRequests, s.retryAfter, ""), nil
	}
	s.accepted++
	return reply(http.StatusOK, `{"data":{"id":1}}`), nil
}

// TestRateLimit_UsesCapacityOfServer sends a thousand requests with Terraform's
// parallelism, in virtual time.
func TestRateLimit_UsesCapacityOfServer(t *testing.T) {
	for _, test := range []struct {
		perSecond, burst int
		retryAfter       string
		// reached is the required part of the capacity. A pause of a whole second
		// costs more if the server grants no burst afterwards.
		reached float64
	}{
		{perSecond: 50, burst: 50, reached: 0.9},
		{perSecond: 50, burst: 50, retryAfter: "1", reached: 0.9},
		{perSecond: 50, burst: 10, reached: 0.9},
		{perSecond: 50, burst: 10, retryAfter: "1", reached: 0.7},
		{perSecond: 50, burst: 1, reached: 0.9},
		{perSecond: 50, burst: 1, retryAfter: "1", reached: 0.7},
		{perSecond: 10, burst: 10, reached: 0.9},
		{perSecond: 10, burst: 10, retryAfter: "1", reached: 0.9},
		{perSecond: 200, burst: 200, reached: 0.9},
		{perSecond: 200, burst: 200, retryAfter: "1", reached: 0.9},
	} {
		for _, latency := range []time.Duration{5 * time.Millisecond, 40 * time.Millisecond} {
			name := fmt.Sprintf("%d per second, burst %d, Retry-After %q, %s", test.perSecond, test.burst, test.retryAfter, latency)
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					server := &busyServer{
						limiter: rate.NewLimiter(rate.Limit(test.perSecond), test.burst),
						latency: latency, retryAfter: test.retryAfter,
					}
					reached := 1000 / duration(t, server, 10, 100).Seconds() / float64(test.perSecond)
					rejected := float64(server.rejected) / float64(server.rejected+server.accepted)
					t.Logf("%.0f %% of the capacity, %.1f %% rejected", 100*reached, 100*rejected)
					if reached < test.reached || rejected > 0.05 {
						t.Errorf("%.0f %% of the capacity was used, %.1f %% of the requests were rejected", 100*reached, 100*rejected)
					}
				})
			})
		}
	}
}

// duration returns how long it takes until all calls of all callers have succeeded.
func duration(t *testing.T, server *busyServer, callers, calls int) time.Duration {
	t.Helper()
	client, _ := newFakeClient(t, server.RoundTrip, withRetries(DefaultMaxRetries), withSystemClock)
	started := time.Now()
	var group sync.WaitGroup
	for range callers {
		group.Go(func() {
			for range calls {
				if _, err := client.Certificate(t.Context(), "1"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	return time.Since(started)
}

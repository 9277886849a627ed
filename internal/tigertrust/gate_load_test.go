package tigertrust

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
)

// busyServer bears so many requests a second, and no more than burst at once. It
// says when to come back in whole seconds, as servers do, or not at all.
type busyServer struct {
	limiter    *rate.Limiter
	latency    time.Duration
	retryAfter string

	mu                sync.Mutex
	answered, refused int
}

func (s *busyServer) RoundTrip(*http.Request) (*http.Response, error) {
	time.Sleep(s.latency)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.limiter.Allow() {
		s.refused++
		response := reply(http.StatusTooManyRequests, "")
		response.Header.Set("Retry-After", s.retryAfter)
		return response, nil
	}
	s.answered++
	return reply(http.StatusOK, `{"data":{"id":1}}`), nil
}

// TestManyOperationsUseWhatTheServerBears runs a thousand operations, as many at
// once as Terraform has, in time that only moves while all of them wait.
func TestManyOperationsUseWhatTheServerBears(t *testing.T) {
	for _, test := range []struct {
		perSecond, burst int
		retryAfter       string
		// reached is the least part of the limit. Each refusal that names a whole
		// second costs one, unless the server saves up what it would have borne.
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
			name := fmt.Sprintf("%d a second, %d at once, Retry-After %q, %s", test.perSecond, test.burst, test.retryAfter, latency)
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					server := &busyServer{
						limiter: rate.NewLimiter(rate.Limit(test.perSecond), test.burst),
						latency: latency, retryAfter: test.retryAfter,
					}
					reached := 1000 / load(t, server, 10, 100).Seconds() / float64(test.perSecond)
					refused := float64(server.refused) / float64(server.refused+server.answered)
					t.Logf("%.0f %% of the limit, %.1f %% refused", 100*reached, 100*refused)
					if reached < test.reached || refused > 0.05 {
						t.Errorf("%.0f %% of the limit were reached, and %.1f %% of the requests refused", 100*reached, 100*refused)
					}
				})
			})
		}
	}
}

// load returns how long it takes the callers to be answered so many calls each.
func load(t *testing.T, server *busyServer, callers, calls int) time.Duration {
	t.Helper()
	client, _ := newFakeClient(t, server.RoundTrip, withRetries(DefaultMaxRetries), func(c *Config) { c.Clock = clock.System{} })
	began := time.Now()
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
	return time.Since(began)
}

package tigertrust

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
)

// One request waits for the end of the pause, another one in the queue.
func TestPause_CancellationEndsWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sent := &schedule{clock: clock.System{}, reject: rejectRequest(0, http.StatusTooManyRequests, "30")}
		client, _ := newFakeClient(t, sent.RoundTrip, withSystemClock)
		_, _ = client.Certificate(t.Context(), "1")
		ctx, cancel := context.WithCancel(t.Context())
		started := time.Now()
		var calls sync.WaitGroup
		for range 2 {
			calls.Go(func() {
				if _, err := client.Certificate(ctx, "1"); !errors.Is(err, context.Canceled) {
					t.Errorf("got %v", err)
				}
			})
		}
		synctest.Wait()
		cancel()
		calls.Wait()
		if waited := time.Since(started); waited != 0 || len(sent.sentAt) != 1 {
			t.Errorf("%d requests, waited %s", len(sent.sentAt), waited)
		}
	})
}

// Each call of the burst gets its response at another time. Half of them are
// accepted, the other half is rejected.
func TestRejections_OneBurst_LowerRateOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var sentAt []time.Time
		client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
			mu.Lock()
			n := len(sentAt)
			sentAt = append(sentAt, time.Now())
			mu.Unlock()
			if n >= 100 {
				return reply(http.StatusOK, `{"data":{"id":1}}`), nil
			}
			time.Sleep(time.Duration(n) * time.Millisecond)
			if n >= 50 {
				return rejection(http.StatusTooManyRequests, "1", ""), nil
			}
			return reply(http.StatusOK, `{"data":{"id":1}}`), nil
		}, withSystemClock)
		var burst sync.WaitGroup
		for range 100 {
			burst.Go(func() { _, _ = client.Certificate(t.Context(), "1") })
		}
		burst.Wait()
		get(t, client, 3)
		for n := 101; n < 103; n++ {
			if got := sentAt[n].Sub(sentAt[n-1]); got < 20*time.Millisecond || got > 25*time.Millisecond {
				t.Errorf("50 requests a second were accepted, now one is sent every %s", got)
			}
		}
	})
}

func TestRejections_LongestPauseApplies(t *testing.T) {
	for name, test := range map[string]struct {
		retryAfter []string
		want       time.Duration
	}{
		"longest first": {[]string{"10", "1"}, 11 * time.Second},
		"longest last":  {[]string{"10", "20"}, 22 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var sent atomic.Int32
				client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
					n := int(sent.Add(1)) - 1
					if n >= len(test.retryAfter) {
						return reply(http.StatusOK, `{"data":{"id":1}}`), nil
					}
					time.Sleep(time.Duration(n+1) * time.Second)
					return rejection(http.StatusTooManyRequests, test.retryAfter[n], ""), nil
				}, withSystemClock)
				started := time.Now()
				var calls sync.WaitGroup
				for range test.retryAfter {
					calls.Go(func() { _, _ = client.Certificate(t.Context(), "1") })
				}
				calls.Wait()
				get(t, client, 1)
				if got := time.Since(started); got != test.want {
					t.Errorf("the next request was sent after %s, want %s", got, test.want)
				}
			})
		})
	}
}

// The rate grows back to its limit while several requests wait.
func TestRequestsPerSecond_ConcurrentCalls_NeverExceeded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sent := &schedule{clock: clock.System{}, reject: rejectRequest(20, http.StatusTooManyRequests, "1")}
		client, _ := newFakeClient(t, sent.RoundTrip, withSystemClock, withRetries(1),
			func(c *Config) { c.RequestsPerSecond = 10 })
		var calls sync.WaitGroup
		for range 10 {
			calls.Go(func() {
				for range 30 {
					if _, err := client.Certificate(t.Context(), "1"); err != nil {
						t.Error(err)
					}
				}
			})
		}
		calls.Wait()
		checkSpacing(t, sent, 100*time.Millisecond)
	})
}

// The requests that wait for the end of the pause are spaced too.
func TestPause_NoBurstFollows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sent := &schedule{clock: clock.System{}, reject: rejectRequest(0, http.StatusTooManyRequests, "5")}
		client, _ := newFakeClient(t, sent.RoundTrip, withSystemClock)
		_, _ = client.Certificate(t.Context(), "1")
		var calls sync.WaitGroup
		for range 10 {
			calls.Go(func() {
				if _, err := client.Certificate(t.Context(), "1"); err != nil {
					t.Error(err)
				}
			})
		}
		calls.Wait()
		slices.SortFunc(sent.sentAt, time.Time.Compare)
		if got := sent.gap(1); got != 5*time.Second {
			t.Errorf("paused for %s, want 5s", got)
		}
		for n := 2; n < len(sent.sentAt); n++ {
			if got := sent.gap(n); got < 25*time.Millisecond {
				t.Errorf("request %d was sent %s after the one before", n, got)
			}
		}
	})
}

// For the race detector, and for a rate limiter that never continues.
func TestRateLimit_ConcurrentCallsFinish(t *testing.T) {
	const callers, calls = 20, 10
	var sent, rejected atomic.Int32
	client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
		if sent.Add(1)%9 == 0 {
			rejected.Add(1)
			return rejection(http.StatusTooManyRequests, "1", ""), nil
		}
		return reply(http.StatusOK, `{"data":{"id":1}}`), nil
	}, withRetries(100), func(c *Config) { c.RequestsPerSecond = 50 })

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
	if got := sent.Load() - rejected.Load(); got != callers*calls {
		t.Errorf("%d requests succeeded, want %d", got, callers*calls)
	}
}

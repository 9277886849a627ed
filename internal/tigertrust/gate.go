package tigertrust

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
)

const (
	// maxRetryAfter caps what a server may ask the provider to wait.
	maxRetryAfter = 2 * time.Minute
	// rateWindow is over how long the rate that the server bore is measured.
	rateWindow = time.Second
	// rateMargin is how much of that rate is asked for after a refusal.
	rateMargin = 0.9
	// rateGrowth is by how much the rate grows in each window without a refusal.
	rateGrowth = 1.1
)

// gate is what every request of a client passes before it is sent. It is open
// until the server refuses a request for being one too many (429, or 503 with
// Retry-After): then it is closed to all until the time that the server named,
// and afterwards lets requests out evenly spaced, a little slower than what
// the server bore, and slowly faster again.
type gate struct {
	clock   clock.Clock
	ceiling rate.Limit

	mu       sync.Mutex
	limiter  *rate.Limiter
	opensAt  time.Time
	window   time.Time
	accepted int
	borne    int
}

// newGate returns an open gate; requestsPerSecond 0 is no limit.
func newGate(clock clock.Clock, requestsPerSecond float64) *gate {
	ceiling := rate.Inf
	if requestsPerSecond > 0 {
		ceiling = rate.Limit(requestsPerSecond)
	}
	return &gate{clock: clock, ceiling: ceiling, limiter: rate.NewLimiter(ceiling, 1)}
}

// pass waits until a request may be sent, or until ctx ends with its error.
// The gate may close again while a request waits for its turn; it then waits
// anew, so that reopening lets no burst through.
func (g *gate) pass(ctx context.Context) error {
	for {
		if err := g.clock.Sleep(ctx, g.closedFor()); err != nil {
			return err
		}
		if err := g.clock.Sleep(ctx, g.turn()); err != nil {
			return err
		}
		if g.closedFor() == 0 {
			return nil
		}
	}
}

func (g *gate) closedFor() time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	return max(0, g.opensAt.Sub(g.clock.Now()))
}

func (g *gate) turn() time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.clock.Now()
	return g.limiter.ReserveN(now, 1).DelayFrom(now)
}

// accept notes that the server took a request, and lets the rate grow.
func (g *gate) accept() {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.clock.Now()
	if now.Sub(g.window) >= rateWindow {
		g.borne, g.accepted, g.window = g.accepted, 0, now
		if limit := g.limiter.Limit(); limit < g.ceiling {
			g.limiter.SetLimitAt(now, min(g.ceiling, limit*rateGrowth))
		}
	}
	g.accepted++
}

// refuse closes the gate for retryAfter, and slows down what follows. Requests
// that were under way when the gate closed may be refused too; they count as
// the same refusal.
func (g *gate) refuse(retryAfter time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.clock.Now()
	known := now.Before(g.opensAt)
	if opensAt := now.Add(retryAfter); opensAt.After(g.opensAt) {
		g.opensAt = opensAt
	}
	if known {
		return
	}
	observed := rate.Limit(max(1, g.borne, g.accepted)) * rateMargin
	g.limiter.SetLimitAt(now, min(g.ceiling, g.limiter.Limit(), observed))
}

// gateLink sends a request when the gate lets it, and tells the gate how the
// server took it.
type gateLink struct {
	next http.RoundTripper
	gate *gate
}

func (l *gateLink) RoundTrip(request *http.Request) (*http.Response, error) {
	if err := l.gate.pass(request.Context()); err != nil {
		return nil, err
	}
	response, err := l.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	retryAfter, asked := parseRetryAfter(response.Header.Get("Retry-After"), l.gate.clock.Now())
	switch {
	case response.StatusCode == http.StatusTooManyRequests,
		response.StatusCode == http.StatusServiceUnavailable && asked:
		l.gate.refuse(retryAfter)
	case response.StatusCode < http.StatusInternalServerError:
		l.gate.accept()
	}
	return response, nil
}

// parseRetryAfter reads a Retry-After header, seconds or a date (RFC 9110,
// section 10.2.3), capped at two minutes. The second result tells whether
// there was one that could be read.
func parseRetryAfter(header string, now time.Time) (time.Duration, bool) {
	// A number too large to read is the largest there is.
	if seconds, err := strconv.ParseUint(header, 10, 63); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(min(seconds, uint64(maxRetryAfter/time.Second))) * time.Second, true
	}
	if date, err := http.ParseTime(header); err == nil {
		return min(max(0, date.Sub(now)), maxRetryAfter), true
	}
	return 0, false
}

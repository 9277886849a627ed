package tigertrust

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
)

const (
	// maxRetryAfter caps what a server may ask the provider to wait.
	maxRetryAfter = 2 * time.Minute
	// rateWindow is over how long it is counted what the server bore.
	rateWindow = time.Second
	// rateMargin is how much of that is asked for after a refusal, or of what was
	// asked for, whichever is less.
	rateMargin = 0.92
	// rateBackoff is how much of what was asked for is asked for at least.
	rateBackoff = 0.75
	// firstRate is the rate, in requests per second, after a refusal that came
	// before the server bore that much: twice as many as Terraform has under way
	// at once. Nothing is known of what the server bears, so it is searched for.
	firstRate = 20
	// searchStep is by how much the rate grows with each request that the server
	// takes, in requests per second: nearly threefold in a second.
	searchStep = 1
	// carefulStep takes its place within carefulRange of the rate that was refused
	// last: 0.6 % in a second.
	carefulStep  = 0.006
	carefulRange = 0.2
	// lowestRate is what refusals bring the rate down to at most.
	lowestRate = 0.2
)

// rateLimiter is what every request of a client passes before it is sent. It is open
// until the server refuses a request for being one too many (429, or 503 with
// Retry-After): then it is closed to all until the time that the server named,
// and afterwards lets requests out evenly spaced, a little slower than what the
// server bore. The rate grows again with what the server takes: fast at first,
// and slowly near the rate that was refused.
type rateLimiter struct {
	clock   clock.Clock
	ceiling float64

	mu sync.Mutex
	// limit is the rate in requests per second, next when the next one may leave.
	limit   float64
	next    time.Time
	opensAt time.Time
	// slowedAt is when the rate was last lowered.
	slowedAt time.Time
	// accepted is when the server took requests, within the last window.
	accepted []time.Time
	// refusedAt is the rate that was refused last, zero if none was.
	refusedAt float64
}

// newGate returns an open gate; requestsPerSecond 0 is no limit.
func newGate(clock clock.Clock, requestsPerSecond float64) *rateLimiter {
	ceiling := math.Inf(1)
	if requestsPerSecond > 0 {
		ceiling = requestsPerSecond
	}
	return &rateLimiter{clock: clock, ceiling: ceiling, limit: ceiling}
}

// pass waits until a request may be sent, or until ctx ends with its error.
// The gate may close, or slow down, while a request waits for its turn; it then
// waits anew, so that no burst gets through.
func (g *rateLimiter) pass(ctx context.Context) error {
	for {
		if err := g.clock.Sleep(ctx, g.closedFor()); err != nil {
			return err
		}
		slowedAt, wait := g.turn()
		if err := g.clock.Sleep(ctx, wait); err != nil {
			return err
		}
		if g.isOpenSince(slowedAt) {
			return nil
		}
	}
}

func (g *rateLimiter) closedFor() time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	return max(0, g.opensAt.Sub(g.clock.Now()))
}

// turn returns how long to wait for a turn, and since when the rate is what it is.
func (g *rateLimiter) turn() (slowedAt time.Time, wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.clock.Now()
	turn := now
	if g.next.After(now) {
		turn = g.next
	}
	g.next = turn.Add(g.spacing())
	return g.slowedAt, turn.Sub(now)
}

// spacing is the time between two requests.
func (g *rateLimiter) spacing() time.Duration { return time.Duration(float64(time.Second) / g.limit) }

// isOpenSince reports that the gate is open, and that a turn still holds that
// was taken while the rate had been lowered at slowedAt.
func (g *rateLimiter) isOpenSince(slowedAt time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return !g.opensAt.After(g.clock.Now()) && g.slowedAt.Equal(slowedAt)
}

// accept notes that the server took a request, and lets the rate grow.
func (g *rateLimiter) accept() {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.clock.Now()
	g.accepted = append(g.acceptedSince(now.Add(-rateWindow)), now)
	step := float64(searchStep)
	if math.Abs(g.limit-g.refusedAt) < g.refusedAt*carefulRange {
		step = carefulStep
	}
	g.limit = min(g.ceiling, g.limit+step)
}

func (g *rateLimiter) acceptedSince(since time.Time) []time.Time {
	old := 0
	for old < len(g.accepted) && !g.accepted[old].After(since) {
		old++
	}
	return g.accepted[old:]
}

// refuse closes the gate for retryAfter, and slows down what follows. Requests
// that were under way when the gate closed, or when the rate was lowered, may be
// refused too; they count as the same refusal.
func (g *rateLimiter) refuse(sentAt time.Time, retryAfter time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.clock.Now()
	isKnown := now.Before(g.opensAt) || !sentAt.After(g.slowedAt)
	if opensAt := now.Add(retryAfter); opensAt.After(g.opensAt) {
		g.opensAt = opensAt
	}
	if isKnown {
		return
	}
	borne := float64(len(g.acceptedSince(now.Add(-rateWindow)))) * rateMargin
	switch {
	case !math.IsInf(g.limit, 1):
		g.refusedAt = g.limit
		g.limit = min(g.limit*rateMargin, max(borne, g.limit*rateBackoff, lowestRate))
	case borne < firstRate:
		g.limit = firstRate
	default:
		g.limit, g.refusedAt = borne, borne
	}
	// Turns that were taken at the old rate hold no more.
	g.slowedAt, g.next = now, now.Add(g.spacing())
}

// rateLimitLink sends a request when the gate lets it, and tells the gate how the
// server took it.
type rateLimitLink struct {
	next http.RoundTripper
	gate *rateLimiter
}

func (l *rateLimitLink) RoundTrip(request *http.Request) (*http.Response, error) {
	if err := l.gate.pass(request.Context()); err != nil {
		return nil, err
	}
	sentAt := l.gate.clock.Now()
	response, err := l.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	retryAfter, asked := parseRetryAfter(response.Header.Get("Retry-After"), l.gate.clock.Now())
	switch {
	case response.StatusCode == http.StatusTooManyRequests,
		response.StatusCode == http.StatusServiceUnavailable && asked:
		l.gate.refuse(sentAt, retryAfter)
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

package mockserver

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// RateLimit is a token bucket for all requests. Not documented.
type RateLimit struct {
	// PerSecond is the rate in requests per second. Zero disables the limit.
	PerSecond float64
	// Burst is the size of the bucket, at least one.
	Burst int
	// RetryAfter is the format of the Retry-After header of rejected requests.
	RetryAfter RetryAfterFormat
	// ProxyPage rejects with 503 and the HTML page of a proxy, in place of 429, as
	// limit_req of nginx does with its defaults: without a burst, and without
	// Retry-After.
	ProxyPage bool
}

// RetryAfterFormat is the format of a Retry-After header.
type RetryAfterFormat string

const (
	// RetryAfterNone sends no header.
	RetryAfterNone RetryAfterFormat = ""
	// RetryAfterSeconds sends whole seconds.
	RetryAfterSeconds RetryAfterFormat = "seconds"
	// RetryAfterDate sends an HTTP date.
	RetryAfterDate RetryAfterFormat = "date"
)

// traffic counts concurrent requests and applies the rate limit.
type traffic struct {
	mu      sync.Mutex
	current int
	peak    int
	total   int
	limit   RateLimit
	limiter *rate.Limiter
}

// enter counts a request and returns its number.
func (t *traffic) enter() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.total++
	t.current++
	t.peak = max(t.peak, t.current)
	return t.total
}

func (t *traffic) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.current--
}

func (t *traffic) counts() (total, peak int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.total, t.peak
}

// setLimit changes the limit. A changed limit starts with a full bucket.
func (t *traffic) setLimit(limit RateLimit) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if limit == t.limit {
		return
	}
	t.limit, t.limiter = limit, nil
	if limit.PerSecond > 0 {
		t.limiter = rate.NewLimiter(rate.Limit(limit.PerSecond), max(limit.Burst, 1))
	}
}

// rejectExcess returns the response to a request that exceeds the limit.
func (s *Server) rejectExcess(options Options) (rejection response, isRejected bool) {
	limited := s.traffic.checkRateLimit()
	switch {
	case limited == nil:
		return response{}, false
	case s.traffic.rejectsWithPage():
		return proxyPage(http.StatusServiceUnavailable), true
	default:
		return s.errorResponse(options, limited), true
	}
}

func (t *traffic) rejectsWithPage() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.limit.ProxyPage
}

// checkRateLimit returns an error for a request that exceeds the limit.
func (t *traffic) checkRateLimit() *apiError {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.limiter == nil || t.limiter.Allow() {
		return nil
	}
	missing := 1 - t.limiter.Tokens()
	wait := time.Duration(missing / t.limit.PerSecond * float64(time.Second))
	e := newAPIError(codeRateLimited, "too many requests")
	e.header = retryAfterHeader(t.limit.RetryAfter, wait)
	return e
}

// retryAfterHeader returns a Retry-After header, rounded up to whole seconds so
// that a client that follows it is not rejected again.
func retryAfterHeader(format RetryAfterFormat, wait time.Duration) http.Header {
	header := http.Header{}
	switch format {
	case RetryAfterNone:
	case RetryAfterSeconds:
		header.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	case RetryAfterDate:
		at := time.Now().Add(wait + time.Second - time.Nanosecond).Truncate(time.Second)
		header.Set("Retry-After", at.UTC().Format(http.TimeFormat))
	}
	return header
}

// sleep waits in real time. It reports false if the client disconnected first.
func sleep(ctx context.Context, wait time.Duration) bool {
	if wait <= 0 {
		return true
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

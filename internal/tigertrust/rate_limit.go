package tigertrust

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
)

// Rates are in requests per second.
const (
	// maxRetryAfter limits how long a server can make the provider wait.
	maxRetryAfter = 2 * time.Minute
	// acceptedWindow is the time over which accepted requests are counted.
	acceptedWindow = time.Second
	// rateFactor lowers the rate after a rejection.
	rateFactor = 0.88
	// minRate is the lowest rate that rejections lead to.
	minRate = 0.2
	// initialRate is the lowest rate after the first rejection, when nothing is
	// known about the server: twice Terraform's parallelism.
	initialRate = 20
	// rateStep is added to the rate with each accepted request. It nearly triples
	// the rate in a second.
	rateStep = 1
	// carefulRateStep replaces rateStep while the rate is within carefulRange of
	// the rate that was last rejected. It adds 0.6 % in a second.
	carefulRateStep = 0.006
	carefulRange    = 0.2
)

// rateLimiter limits the rate of all requests of a client, with additive
// increase and multiplicative decrease. It does not limit anything beyond
// requests_per_second until the server rejects a request: 429, 503 with
// Retry-After, or 503 from a proxy, which sends a page of its own (nginx does so for
// limit_req). Then it pauses for as long as the server requested, and
// continues with evenly spaced requests at a lower rate, which grows with each
// request that the server accepts.
type rateLimiter struct {
	clock clock.Clock
	// max is the upper limit of the rate.
	max rate.Limit
	// queue is held by the one request that has a reservation. Reservations keep
	// their time when the rate changes, so there is never more than one.
	queue chan struct{}

	mu sync.Mutex
	// current is replaced when the rate is lowered, which voids a reservation.
	current     *rate.Limiter
	pausedUntil time.Time
	// loweredAt is when the rate was last lowered, and rejected what it was.
	loweredAt time.Time
	rejected  rate.Limit
	// accepted is when the server accepted requests within acceptedWindow, as long
	// as there is no limit.
	accepted []time.Time
}

// newRateLimiter returns a rate limiter. Zero requestsPerSecond is no limit.
func newRateLimiter(clock clock.Clock, requestsPerSecond float64) *rateLimiter {
	limit := rate.Inf
	if requestsPerSecond > 0 {
		limit = rate.Limit(requestsPerSecond)
	}
	return &rateLimiter{clock: clock, max: limit, queue: make(chan struct{}, 1), current: rate.NewLimiter(limit, 1)}
}

// wait waits until a request may be sent, and returns the time at which it was
// sent. If ctx ends first, it returns the error of ctx.
func (l *rateLimiter) wait(ctx context.Context) (sentAt time.Time, err error) {
	select {
	case l.queue <- struct{}{}:
		defer func() { <-l.queue }()
	case <-ctx.Done():
		return time.Time{}, ctx.Err()
	}
	for {
		reserved, delay := l.reserve()
		if err := l.clock.Sleep(ctx, delay); err != nil {
			return time.Time{}, err
		}
		if sentAt, ok := l.release(reserved); ok {
			return sentAt, nil
		}
	}
}

// reserve returns how long to wait, and the limiter that granted the reservation.
// During a pause it reserves nothing.
func (l *rateLimiter) reserve() (reserved *rate.Limiter, delay time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Now()
	if pause := l.pausedUntil.Sub(now); pause > 0 {
		return nil, pause
	}
	return l.current, l.current.ReserveN(now, 1).DelayFrom(now)
}

// release reports whether the reservation is still valid after its delay.
func (l *rateLimiter) release(reserved *rate.Limiter) (now time.Time, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now = l.clock.Now()
	return now, l.current == reserved && !l.pausedUntil.After(now)
}

// accept raises the rate after an accepted request.
func (l *rateLimiter) accept() {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Now()
	limit, step := l.current.Limit(), rate.Limit(rateStep)
	if limit == rate.Inf {
		l.accepted = append(l.recentlyAccepted(now), now)
		return
	}
	if math.Abs(float64(limit-l.rejected)) < float64(l.rejected*carefulRange) {
		step = carefulRateStep
	}
	l.current.SetLimitAt(now, min(l.max, limit+step))
}

func (l *rateLimiter) recentlyAccepted(now time.Time) []time.Time {
	for len(l.accepted) > 0 && now.Sub(l.accepted[0]) >= acceptedWindow {
		l.accepted = l.accepted[1:]
	}
	return l.accepted
}

// reject pauses all requests for retryAfter and lowers the rate. Requests that
// were sent before the rate was lowered may be rejected too. These rejections can
// extend the pause, but do not lower the rate again.
func (l *rateLimiter) reject(sentAt time.Time, retryAfter time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Now()
	if until := now.Add(retryAfter); until.After(l.pausedUntil) {
		l.pausedUntil = until
	}
	if !sentAt.After(l.loweredAt) {
		return
	}
	limit := l.current.Limit()
	accepted := rate.Limit(len(l.recentlyAccepted(now)))
	switch {
	case limit < rate.Inf:
		limit, l.rejected = max(limit*rateFactor, minRate), limit
	case accepted*rateFactor > initialRate:
		limit, l.rejected = accepted*rateFactor, accepted
	default:
		limit = initialRate
	}
	l.loweredAt = now
	l.current = rate.NewLimiter(limit, 1)
	// A new limiter grants its first request at once.
	l.current.AllowN(now, 1)
}

// rateLimitLink delays each request as its rate limiter requires, and reports the
// result to the rate limiter.
type rateLimitLink struct {
	next    http.RoundTripper
	limiter *rateLimiter
}

func (l *rateLimitLink) RoundTrip(request *http.Request) (*http.Response, error) {
	sentAt, err := l.limiter.wait(request.Context())
	if err != nil {
		return nil, &NotSentError{Err: err}
	}
	response, err := l.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	retryAfter, isSet := parseRetryAfter(response.Header.Get("Retry-After"), l.limiter.clock.Now())
	isThrottled := response.StatusCode == http.StatusTooManyRequests ||
		response.StatusCode == http.StatusServiceUnavailable && (isSet || !isAPIError(response))
	callStateOf(request.Context()).isThrottled = isThrottled
	switch {
	case isThrottled:
		l.limiter.reject(sentAt, retryAfter)
	case response.StatusCode < http.StatusInternalServerError:
		l.limiter.accept()
	}
	return response, nil
}

// isAPIError reports whether the body of a response contains an error of the API.
// The page of a proxy does not.
func isAPIError(response *http.Response) bool {
	body, err := contentOf(response)
	fields := errorFields(body)
	return err == nil && jsonText(fields["code"])+jsonText(fields["message"]) != ""
}

// parseRetryAfter reads a Retry-After header, which contains seconds or a date
// (RFC 9110, section 10.2.3), and reports whether it is valid. The wait is at
// most two minutes.
func parseRetryAfter(header string, now time.Time) (wait time.Duration, ok bool) {
	// ParseUint returns the largest number for a number out of range.
	if seconds, err := strconv.ParseUint(header, 10, 63); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(min(seconds, uint64(maxRetryAfter/time.Second))) * time.Second, true
	}
	if date, err := http.ParseTime(header); err == nil {
		return min(max(0, date.Sub(now)), maxRetryAfter), true
	}
	return 0, false
}

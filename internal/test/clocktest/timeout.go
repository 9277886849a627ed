package clocktest

import (
	"context"
	"time"
)

// timer is the time limit of a context.
type timer struct {
	at  time.Time
	end context.CancelCauseFunc
	// cause is the cause with which the context ends.
	cause error
}

type timerKey struct{}

// slack is how much longer a context may last in real time than on the clock, so
// that the result of a test does not depend on the speed of the machine.
const slack = 3 * time.Second

// WithTimeout returns a context that ends when the clock has moved by d. Because a
// request to a server that never responds does not move the clock, it also ends
// three seconds after d in real time. Unlike that of a real clock, the error of the context is
// [context.Canceled]; the cause is the given one.
func (c *Clock) WithTimeout(ctx context.Context, d time.Duration, cause error) (context.Context, context.CancelFunc) {
	ctx, stop := context.WithTimeoutCause(ctx, max(0, d)+slack, cause)
	ctx, end := context.WithCancelCause(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	limit := &timer{at: c.now.Add(d), end: end, cause: cause}
	if d <= 0 {
		end(cause)
	}
	if c.timers == nil {
		c.timers = map[*timer]bool{}
	}
	c.timers[limit] = true
	if outer := limitOf(ctx); outer == nil || limit.at.Before(outer.at) {
		ctx = context.WithValue(ctx, timerKey{}, limit)
	}
	return ctx, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.timers, limit)
		end(context.Canceled)
		stop()
	}
}

// limitOf returns the earliest time limit of ctx, or nil if there is none.
func limitOf(ctx context.Context) *timer {
	limit, _ := ctx.Value(timerKey{}).(*timer)
	return limit
}

// advance moves the clock, and ends the contexts whose time is over.
func (c *Clock) advance(d time.Duration) {
	c.now = c.now.Add(d)
	for limit := range c.timers {
		if !limit.at.After(c.now) {
			limit.end(limit.cause)
			delete(c.timers, limit)
		}
	}
}

// Package clocktest contains a fake clock for tests. It only moves when a test
// advances it or when code sleeps on it.
//
//	clocktest.go  the clock
//	timeout.go    contexts that end at a time of the clock
package clocktest

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Clock is a [clock.Clock] whose Sleep returns immediately and moves the time
// forward. It is safe for concurrent use.
type Clock struct {
	mu         sync.Mutex
	now        time.Time
	slept      []time.Duration
	afterSleep func()
	timers     map[*timer]bool
}

// New returns a clock set to now.
func New(now time.Time) *Clock { return &Clock{now: now} }

// Now returns the time of the clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Sleep moves the clock forward by d, or to the time limit of ctx. If ctx is done,
// it returns the context's error and does not move the clock.
func (c *Clock) Sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d <= 0 {
		return nil
	}
	c.mu.Lock()
	isCut := false
	if limit := limitOf(ctx); limit != nil && limit.at.Sub(c.now) < d {
		d, isCut = max(0, limit.at.Sub(c.now)), true
	}
	c.slept = append(c.slept, d)
	afterSleep := c.afterSleep
	c.advance(d)
	c.mu.Unlock()
	if afterSleep != nil {
		afterSleep()
	}
	if isCut {
		return context.DeadlineExceeded
	}
	return nil
}

// AfterSleep sets the function that every Sleep calls after moving the clock, to
// simulate changes during the wait. Nil removes it.
func (c *Clock) AfterSleep(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.afterSleep = f
}

// Advance moves the clock forward by d without recording a sleep.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.advance(d)
}

// Slept returns the durations of all sleeps, in order.
func (c *Clock) Slept() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.slept)
}

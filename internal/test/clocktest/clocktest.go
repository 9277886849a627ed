// Package clocktest holds a clock that only moves when somebody sleeps on it
// or pushes it. Tests import it, the provider never does.
package clocktest

import (
	"context"
	"sync"
	"time"
)

// Clock is a [clock.Clock] whose Sleep returns at once and moves the time
// forward by what was slept. It is safe for concurrent use.
type Clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
	then  func()
}

// New returns a clock that stands at now.
func New(now time.Time) *Clock { return &Clock{now: now} }

// Now returns where the clock stands.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Sleep moves the clock forward by d, or returns the error of an ended ctx.
func (c *Clock) Sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d <= 0 {
		return nil
	}
	c.mu.Lock()
	c.now = c.now.Add(d)
	c.slept = append(c.slept, d)
	then := c.then
	c.mu.Unlock()
	if then != nil {
		then()
	}
	return nil
}

// AfterSleep has do called whenever somebody has slept: for what happens meanwhile. It
// takes the place of what was to be called before; nil is nothing.
func (c *Clock) AfterSleep(do func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.then = do
}

// Advance moves the clock forward by d without counting it as slept.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Slept returns every wait so far, in order.
func (c *Clock) Slept() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]time.Duration(nil), c.slept...)
}

// Package clock is the provider's source of time, which lets tests simulate years
// of renewals and minutes of retries without waiting.
package clock

import (
	"context"
	"time"
)

// Clock returns the current time, waits, and limits the time of an operation.
type Clock interface {
	// Now returns the current time.
	Now() time.Time
	// Sleep waits for d and returns nil, or returns the error of ctx as soon as ctx
	// ends. If d is not positive, it does not wait.
	Sleep(ctx context.Context, d time.Duration) error
	// WithTimeout returns a context that ends after d with the given cause. It ends
	// earlier if ctx ends or the returned function is called.
	WithTimeout(ctx context.Context, d time.Duration, cause error) (context.Context, context.CancelFunc)
}

// System is the clock of the operating system.
type System struct{}

// Now implements [Clock].
func (System) Now() time.Time { return time.Now() }

// Sleep implements [Clock].
func (System) Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// WithTimeout implements [Clock].
func (System) WithTimeout(ctx context.Context, d time.Duration, cause error) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, d, cause)
}

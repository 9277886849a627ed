// Package poll waits for what the API does in its own time.
package poll

import (
	"context"
	"errors"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Pauses between two looks. Each is twice the one before.
const (
	firstPause   = 500 * time.Millisecond
	longestPause = 5 * time.Second
)

// TimeoutError ends a wait whose time is up.
type TimeoutError struct {
	// Last is why the last look failed, nil if it did not.
	Last error
}

func (e *TimeoutError) Error() string {
	if e.Last == nil {
		return "the time limit has passed"
	}
	return "the time limit has passed; the last error was: " + e.Last.Error()
}

// Unwrap returns why the last look failed.
func (e *TimeoutError) Unwrap() error { return e.Last }

// Until waits for what is to happen, such as "certificate 5 to be issued". It
// calls look, first after a pause, until it reports that the wait is over. It
// returns a [*TimeoutError] at the deadline, the context's error,
// or an error of look that the next look would meet again; what may pass is
// remembered and not returned.
func Until(ctx context.Context, clock clock.Clock, deadline time.Time, what string, look func() (over bool, err error)) error {
	var last error
	progress := newProgressReporter(ctx, clock, what)
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		left := deadline.Sub(clock.Now())
		if left <= 0 {
			return &TimeoutError{Last: last}
		}
		progress.report(ctx)
		if err := clock.Sleep(ctx, min(pause, left)); err != nil {
			return err
		}
		over, err := look()
		switch {
		case err == nil && over:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case isPermanent(err):
			return err
		}
		last = err
	}
}

// isPermanent tells an answer that asking again will not change.
func isPermanent(err error) bool {
	var answer *tigertrust.Error
	return errors.As(err, &answer) && !answer.IsTemporary()
}

// Package await waits for what the API does in its own time.
package await

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/timelimit"
)

// Pauses between two looks. Each is twice the one before.
const (
	firstPause   = 500 * time.Millisecond
	longestPause = 5 * time.Second
)

// TimeLimitError ends a wait whose time is up.
type TimeLimitError struct {
	// Last is why the last look failed, nil if it did not.
	Last error
}

func (e *TimeLimitError) Error() string {
	if e.Last == nil {
		return "the time limit has passed"
	}
	return "the time limit has passed; the last error was: " + e.Last.Error()
}

// Unwrap returns why the last look failed.
func (e *TimeLimitError) Unwrap() error { return e.Last }

// Until waits for what is to happen, such as "certificate 5 to be issued". It
// calls look, first after a pause, until it reports that the wait is over. It
// returns a [*TimeLimitError] at the deadline, the context's error,
// or an error of look that the next look would meet again; what may pass is
// remembered and not returned.
func Until(ctx context.Context, clock clock.Clock, deadline time.Time, what string, look func() (over bool, err error)) error {
	var last error
	progress := newTeller(ctx, clock, what)
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		left := deadline.Sub(clock.Now())
		if left <= 0 {
			return &TimeLimitError{Last: last}
		}
		progress.tell(ctx)
		if err := clock.Sleep(ctx, min(pause, left)); err != nil {
			return err
		}
		over, err := look()
		switch {
		case err == nil && over:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case isLasting(err):
			return err
		}
		last = err
	}
}

// isLasting tells an answer that asking again will not change.
func isLasting(err error) bool {
	var answer *tigertrust.Error
	return errors.As(err, &answer) && !answer.IsTemporary()
}

// Unfinished says in a diagnostic why [Until] returned early, such as "It was
// not issued within 10m0s".
func Unfinished(what string, err error, limit timelimit.Limit) string {
	var late *TimeLimitError
	switch {
	case errors.Is(err, context.Canceled):
		return "Terraform was told to stop while it waited."
	case !errors.As(err, &late):
		return "It could not be read. " + apidiag.Detail(err)
	case late.Last != nil:
		return fmt.Sprintf("%s within %s, the limit in %s. The last look failed: %s", what, limit.Duration, limit.Setting, apidiag.Detail(late.Last))
	default:
		return fmt.Sprintf("%s within %s, the limit in %s.", what, limit.Duration, limit.Setting)
	}
}

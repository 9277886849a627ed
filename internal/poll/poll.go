package poll

import (
	"context"
	"errors"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/progress"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// The pause before a check is twice the pause before the previous one, up to
// the longest.
const (
	firstPause   = 500 * time.Millisecond
	longestPause = 5 * time.Second
)

// Until waits for something, such as "certificate 5 to be issued". It calls
// check, first after a pause, until check reports that the wait is over. It
// returns a [*DeadlineError] at the deadline, the error of ctx if that ends
// first, and an error of check that another check would not resolve. After a
// temporary error it continues.
func Until(ctx context.Context, clock clock.Clock, deadline Deadline, awaited string, check func() (over bool, err error)) error {
	var last error
	wait := progress.NewWait(ctx, clock, awaited)
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		left := deadline.Time.Sub(clock.Now())
		if left <= 0 {
			return &DeadlineError{Deadline: deadline, Last: last}
		}
		wait.Report(ctx)
		if err := clock.Sleep(ctx, min(pause, left)); err != nil {
			return err
		}
		over, err := check()
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

// isPermanent reports whether err is a response that the API would repeat.
func isPermanent(err error) bool {
	var apiErr *tigertrust.Error
	return errors.As(err, &apiErr) && !apiErr.IsTemporary()
}

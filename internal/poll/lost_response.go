package poll

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// How long the work of a request is looked for whose answer was lost. A server
// that answers with an error has most likely stopped working on it.
const (
	windowAfterError          = 10 * time.Second
	windowAfterLostConnection = time.Minute
)

// lastLook is how long the last look may take of one who was told to stop, in
// real time.
const lastLook = 10 * time.Second

// SearchLostResponse looks for the work of a POST whose answer was lost, by the error that it
// ended with. What is looked for is told, such as "the order for a.example.com to
// show". It ends when look finds it, or after as long as the error makes
// likely: not longer than the deadline allows, but ten seconds in any case, since
// the request itself may have used up the time. A look that fails is repeated.
// Lost returns false and no error only if the last look succeeded.
func SearchLostResponse(ctx context.Context, clock clock.Clock, lost error, deadline time.Time, what string, look func(context.Context) (found bool, err error)) (bool, error) {
	progress := newProgressReporter(ctx, clock, what)
	now := clock.Now()
	until := now.Add(min(searchWindow(lost), max(windowAfterError, deadline.Sub(now))))
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		found, err := look(ctx)
		if found {
			return true, nil
		}
		left := until.Sub(clock.Now())
		if left <= 0 {
			return false, err
		}
		progress.report(ctx)
		if clock.Sleep(ctx, min(pause, left)) != nil {
			return looksOnceMore(ctx, look)
		}
	}
}

// looksOnceMore is for who was told to stop, and must not leave behind what it
// could have found.
func looksOnceMore(ctx context.Context, look func(context.Context) (bool, error)) (bool, error) {
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastLook)
	defer cancel()
	found, err := look(last)
	if !found && err == nil {
		err = context.Cause(ctx)
	}
	return found, err
}

func searchWindow(lost error) time.Duration {
	var answer *tigertrust.Error
	if !errors.As(lost, &answer) {
		return windowAfterLostConnection
	}
	switch answer.StatusCode {
	case http.StatusGatewayTimeout, http.StatusRequestTimeout:
		// The one behind the gateway may still be at work.
		return windowAfterLostConnection
	default:
		return windowAfterError
	}
}

// Resend sends again what does no harm when it is done twice, while it is open
// whether it was done. It gives up when the deadline has passed, and returns the
// last error. What names it for those who are told of the wait, as in [Until].
func Resend(ctx context.Context, clock clock.Clock, deadline time.Time, what string, send func() error) error {
	err := send()
	if !tigertrust.IsOutcomeUnknown(err) {
		return err
	}
	_ = Until(ctx, clock, deadline, what, func() (bool, error) {
		err = send()
		return !tigertrust.IsOutcomeUnknown(err), nil
	})
	return err
}

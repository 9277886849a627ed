package poll

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Search windows: how long Search looks for the result of a request whose
// response was lost. A server that returned an error has most likely stopped
// working on the request.
const (
	windowAfterError          = 10 * time.Second
	windowAfterLostConnection = time.Minute
)

// interruptedSearch limits the last search after an interrupt.
const interruptedSearch = 10 * time.Second

// Search searches for the result of a request whose response was lost, until it
// is found or the search window ends. The window depends on lost, the error of
// the request, and ends at the deadline; Search looks at least once. After an
// interrupt it tries once more, so that Terraform does not lose track of an object
// on the server.
//
// If a rate limit rejected the request, it has most likely not been carried out,
// and each search adds to the load: one search at the end of the window is enough.
//
// An error means that the last search failed. The result is known to be missing
// only if Search returns false and no error.
func Search(ctx context.Context, clock clock.Clock, deadline Deadline, awaited string, lost error, find func(context.Context) (found bool, err error)) (found bool, err error) {
	once, pause := isThrottled(lost), time.Duration(0)
	if once {
		pause = windowAfterError
	}
	window := deadline.Within(clock.Now(), searchWindow(lost))
	_ = until(ctx, clock, window, awaited, pause, func() (bool, error) {
		found, err = find(ctx)
		if isUnreadable(err) || isProxyPolicy(err) {
			return false, err
		}
		// Any other failed search is repeated.
		return found || once && err == nil, nil
	})
	switch {
	case found:
		return true, nil
	case errors.Is(context.Cause(ctx), context.DeadlineExceeded):
		return false, endOf(ctx, err)
	case ctx.Err() != nil:
		return searchAfterInterrupt(ctx, clock, deadline, find)
	default:
		return false, err
	}
}

// searchAfterInterrupt searches once more although ctx has ended.
func searchAfterInterrupt(ctx context.Context, clock clock.Clock, deadline Deadline, find func(context.Context) (bool, error)) (bool, error) {
	last, cancel := deadline.Within(clock.Now(), interruptedSearch).Context(context.WithoutCancel(ctx), clock)
	defer cancel()
	found, err := find(last)
	if !found && err == nil {
		err = context.Cause(ctx)
	}
	return found, err
}

// searchWindow returns how long a request may still take effect after its
// response was lost.
func searchWindow(lost error) time.Duration {
	var apiErr *tigertrust.Error
	if !errors.As(lost, &apiErr) || apiErr.IsThrottled {
		return windowAfterLostConnection
	}
	switch apiErr.StatusCode {
	case http.StatusGatewayTimeout, http.StatusRequestTimeout:
		// The server behind the gateway may still be working.
		return windowAfterLostConnection
	default:
		return windowAfterError
	}
}

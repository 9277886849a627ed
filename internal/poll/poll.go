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

// maxUnreadable is how many consecutive responses may be unreadable.
const maxUnreadable = 3

// Until waits for an event, such as "certificate 5 to be issued". It pauses and
// calls check until check reports that the wait is over, at least once. It returns
// the error of that check, a [*DeadlineError] at the deadline, the cause of ctx if
// ctx ends first, any permanent error of check, and the error of the third
// consecutive response that cannot be read. After other errors it continues.
func Until(ctx context.Context, clock clock.Clock, deadline Deadline, awaited string, check func() (over bool, err error)) error {
	return until(ctx, clock, deadline, awaited, firstPause, check)
}

// Immediately is like [Until], without a pause before the first check.
func Immediately(ctx context.Context, clock clock.Clock, deadline Deadline, awaited string, check func() (over bool, err error)) error {
	return until(ctx, clock, deadline, awaited, 0, check)
}

// until is [Until] with a pause before the first check, which may be zero.
func until(ctx context.Context, clock clock.Clock, deadline Deadline, awaited string, pause time.Duration, check func() (over bool, err error)) error {
	var (
		last       error
		unreadable int
	)
	wait := progress.NewWait(ctx, clock, awaited)
	for ; ; pause = min(max(2*pause, firstPause), longestPause) {
		if pause > 0 {
			wait.Report(ctx)
		}
		if clock.Sleep(ctx, min(pause, deadline.Time.Sub(clock.Now()))) != nil {
			return endOf(ctx, last)
		}
		over, err := check()
		if over {
			return err
		}
		if reason := lastOf(err); reason != nil || err == nil {
			last = reason
		}
		if unreadable++; !isUnreadable(err) {
			unreadable = 0
		}
		switch {
		case ctx.Err() != nil:
			return endOf(ctx, last)
		case isPermanent(err), unreadable == maxUnreadable:
			return err
		case deadline.HasPassed(clock.Now()):
			return &DeadlineError{Deadline: deadline, Last: last}
		}
	}
}

// endOf returns why ctx has ended. Last is the error of the last attempt.
func endOf(ctx context.Context, last error) error {
	cause := context.Cause(ctx)
	var deadline *DeadlineError
	if errors.As(cause, &deadline) {
		return deadline.After(last)
	}
	return cause
}

// isUnreadable reports whether err is about a response that reports success, and
// lacks what the provider needs.
func isUnreadable(err error) bool {
	var (
		unreadable *tigertrust.UnreadableResponseError
		tooLarge   tigertrust.ResponseTooLargeError
	)
	return errors.As(err, &unreadable) || errors.As(err, &tooLarge)
}

// isPermanent reports whether err is an API error that a retry cannot resolve, or a
// response about another certificate: a server that mixes up responses is not asked
// again. Nor is a proxy that refuses the connection.
func isPermanent(err error) bool {
	var (
		apiErr *tigertrust.Error
		other  *tigertrust.OtherCertificateError
	)
	return errors.As(err, &apiErr) && !apiErr.IsTemporary() || errors.As(err, &other) || isProxyPolicy(err)
}

// isProxyPolicy reports whether a proxy refuses the connection. Further attempts
// could lock the account at the proxy.
func isProxyPolicy(err error) bool {
	var proxy *tigertrust.ProxyError
	return errors.As(err, &proxy) && proxy.IsPolicy()
}

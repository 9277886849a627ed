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

// Until waits for an event, such as "certificate 5 to be issued". It pauses and
// calls check until check reports that the wait is over. It returns a
// [*DeadlineError] at the deadline, the error of ctx if ctx ends first, and any
// permanent error of check. After other errors it continues.
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

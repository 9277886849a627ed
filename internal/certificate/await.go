package certificate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Pauses between two looks at a certificate that is not issued yet. Each is
// twice the one before.
const (
	firstPause   = 500 * time.Millisecond
	longestPause = 5 * time.Second
)

// timeLimitError ends a wait whose time is up.
type timeLimitError struct {
	// last is why the last look failed, nil if it did not.
	last error
}

func (e *timeLimitError) Error() string {
	if e.last == nil {
		return "the time limit has passed"
	}
	return "the time limit has passed; the last error was: " + e.last.Error()
}

// hasOutcome reports that waiting for the certificate is over: it is issued,
// or will never be.
func hasOutcome(c *tigertrust.Certificate) bool {
	return c.Issued() || c.HasStatus(tigertrust.StatusRevoked) || issuanceFailed(c)
}

func issuanceFailed(c *tigertrust.Certificate) bool {
	return c.Status != nil && c.Status.IssuanceFailed()
}

// awaitOutcome reads the certificate until it has an outcome. It always
// returns the last answer, nil if there was none, and with it why it stopped
// early: a timeLimitError, the context's error, or an error that the next try
// would meet again. A certificate that is not found is not there yet.
func (r *certificateResource) awaitOutcome(ctx context.Context, id tigertrust.ID, deadline time.Time) (*tigertrust.Certificate, error) {
	var last *tigertrust.Certificate
	var lastErr error
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		left := deadline.Sub(r.client.Now())
		if left <= 0 {
			return last, &timeLimitError{last: lastErr}
		}
		if err := r.client.Sleep(ctx, min(pause, left)); err != nil {
			return last, err
		}
		certificate, err := r.client.Certificate(ctx, id)
		switch {
		case err == nil && hasOutcome(certificate):
			return certificate, nil
		case err == nil:
			last, lastErr = certificate, nil
		case errors.Is(err, tigertrust.ErrCertificateNotFound):
			lastErr = nil
		case ctx.Err() != nil:
			return last, ctx.Err()
		case isLasting(err):
			return last, err
		default:
			lastErr = err
		}
	}
}

// onceFound does something to a certificate that may not be found yet: as long
// as it is not, and until the deadline, it tries again.
func (r *certificateResource) onceFound(ctx context.Context, deadline time.Time, do func() error) error {
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		err := do()
		left := deadline.Sub(r.client.Now())
		if left <= 0 || !errors.Is(err, tigertrust.ErrCertificateNotFound) {
			return err
		}
		if err := r.client.Sleep(ctx, min(pause, left)); err != nil {
			return err
		}
	}
}

// isLasting tells an answer that asking again will not change.
func isLasting(err error) bool {
	var answer *tigertrust.Error
	return errors.As(err, &answer) && !answer.IsTemporary()
}

// unfinished says in a diagnostic why awaitOutcome stopped early; the limit is
// the one that the named setting holds.
func unfinished(err error, setting string, limit time.Duration) string {
	var late *timeLimitError
	switch {
	case errors.Is(err, context.Canceled):
		return "Terraform was told to stop while it waited."
	case !errors.As(err, &late):
		return "It could not be read. " + apidiag.Detail(err)
	case late.last != nil:
		return fmt.Sprintf("It was not issued within %s, the limit in %s. The last look failed: %s", limit, setting, apidiag.Detail(late.last))
	default:
		return fmt.Sprintf("It was not issued within %s, the limit in %s.", limit, setting)
	}
}

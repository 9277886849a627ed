package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// IssuanceEnded reports that waiting for the certificate is over: it is issued,
// or will never be.
func IssuanceEnded(c *tigertrust.Certificate) bool {
	return c.Issued() || c.HasStatus(tigertrust.StatusRevoked) || issuanceFailed(c)
}

func issuanceFailed(c *tigertrust.Certificate) bool {
	return c.Status != nil && c.Status.IssuanceFailed()
}

// WaitForIssuance reads the certificate until it has an outcome. It always
// returns the last answer, nil if there was none, and with it why it stopped
// early, as [poll.Until] tells it. A certificate that is not found is not
// there yet.
func WaitForIssuance(ctx context.Context, s *session.Session, id tigertrust.ID, deadline poll.Deadline) (*tigertrust.Certificate, error) {
	var last *tigertrust.Certificate
	err := poll.Until(ctx, s, deadline, fmt.Sprintf("certificate %d to be issued", id), func() (bool, error) {
		certificate, err := s.Certificate(ctx, id)
		if errors.Is(err, tigertrust.ErrCertificateNotFound) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		last = certificate
		return IssuanceEnded(certificate), nil
	})
	return last, err
}

// NotFoundTimeout is how long a new certificate that is not found is looked for: it
// may have been ordered a moment ago.
const NotFoundTimeout = time.Minute

// RetryNotFound does something to the certificate, and tries again for a while if
// it is new and not found yet.
func (c Certificate) RetryNotFound(ctx context.Context, do func() error) error {
	var patience time.Duration
	if c.Origin.IsNew(c.Session.Now()) {
		patience = NotFoundTimeout
	}
	deadline := poll.NewDeadline(c.Session.Now(), "", patience)
	return RetryWhileNotFound(ctx, c.Session, deadline, do)
}

// RetryWhileNotFound does something to a certificate that may not be found yet: as long
// as it is not, and until the deadline, it tries again.
func RetryWhileNotFound(ctx context.Context, s *session.Session, deadline poll.Deadline, do func() error) error {
	err := do()
	if !errors.Is(err, tigertrust.ErrCertificateNotFound) || deadline.HasPassed(s.Now()) {
		return err
	}
	notFound := err
	err = poll.Until(ctx, s, deadline, "the certificate to be found", func() (bool, error) {
		err := do()
		if errors.Is(err, tigertrust.ErrCertificateNotFound) {
			return false, nil
		}
		return true, err
	})
	var late *poll.DeadlineError
	if errors.As(err, &late) && late.Last == nil {
		return notFound
	}
	return err
}

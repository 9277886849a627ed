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

// IssuanceEnded reports whether the certificate is issued or will never be.
func IssuanceEnded(c *tigertrust.Certificate) bool {
	return c.Issued() || c.HasStatus(tigertrust.StatusRevoked) || issuanceFailed(c)
}

func issuanceFailed(c *tigertrust.Certificate) bool {
	return c.Status != nil && c.Status.IssuanceFailed()
}

// WaitForIssuance reads the certificate until its issuance has ended. It returns
// the last response, or nil if there was none, even if [poll.Until] returns an
// error. A certificate that is not found may still appear.
func WaitForIssuance(ctx context.Context, s *session.Session, id tigertrust.ID, deadline poll.Deadline) (*tigertrust.Certificate, error) {
	var last *tigertrust.Certificate
	err := poll.Until(ctx, s, deadline, fmt.Sprintf("certificate %s to be issued", id), func() (bool, error) {
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

// NotFoundTimeout is how long to wait until the API finds a new certificate.
const NotFoundTimeout = time.Minute

// RetryNotFound calls do. If the certificate is new and not found, it calls do
// again, for up to [NotFoundTimeout].
func (c Certificate) RetryNotFound(ctx context.Context, do func() error) error {
	var timeout time.Duration
	if c.Origin.IsNew(c.Session.Now()) {
		timeout = NotFoundTimeout
	}
	return RetryWhileNotFound(ctx, c.Session, poll.NewDeadline(c.Session.Now(), "", timeout), do)
}

// ReadReferenced returns the certificate with an id from a configuration. An order of
// this run may not be visible yet, so it may be missing for up to [NotFoundTimeout].
// Any other certificate does not exist.
func ReadReferenced(ctx context.Context, s *session.Session, id tigertrust.ID) (*tigertrust.Certificate, error) {
	var timeout time.Duration
	if s.IsClaimed(id) {
		timeout = NotFoundTimeout
	}
	var certificate *tigertrust.Certificate
	err := RetryWhileNotFound(ctx, s, poll.NewDeadline(s.Now(), "", timeout), func() (err error) {
		certificate, err = s.Certificate(ctx, id)
		return err
	})
	return certificate, err
}

// RetryWhileNotFound calls do until it finds the certificate or the deadline
// passes. It returns the error of do, or that of the wait.
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
		return err == nil, err
	})
	var timeout *poll.DeadlineError
	switch {
	case !errors.As(err, &timeout) || timeout.Last != nil:
		return err
	case ctx.Err() != nil:
		return timeout.After(notFound)
	default:
		return notFound
	}
}

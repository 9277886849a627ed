package lifecycle

import (
	"context"
	"errors"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// resendTimeout is how long a revocation is sent again while its answers are
// lost.
const resendTimeout = time.Minute

// Revoke revokes the certificate. A revocation whose answer is lost is sent
// again, which does no harm, and in the end the certificate is read: revoked is
// revoked, whoever did it. The error is [tigertrust.ErrAlreadyRevoked] where
// the API says so.
func (c Certificate) Revoke(ctx context.Context, revocation tigertrust.Revocation) error {
	err := c.RetryNotFound(ctx, func() error {
		return poll.Resend(ctx, c.Session, c.Session.Now().Add(resendTimeout), "TigerTrust to say whether "+c.Label()+" is revoked", func() error {
			return c.Session.RevokeCertificate(ctx, c.ID, revocation)
		})
	})
	if !tigertrust.IsOutcomeUnknown(err) {
		return err
	}
	current, problem := c.Session.Certificate(ctx, c.ID)
	switch {
	case problem != nil, current.Status == nil:
		return &unknownRevocationError{lost: err}
	case current.HasStatus(tigertrust.StatusRevoked):
		return nil
	default:
		return err
	}
}

// unknownRevocationError ends a revocation of which nobody knows whether it was
// done.
type unknownRevocationError struct{ lost error }

func (e *unknownRevocationError) Error() string { return e.lost.Error() }

// Unwrap returns how the last answer was lost.
func (e *unknownRevocationError) Unwrap() error { return e.lost }

// RevocationError is the diagnostic of an error of [Certificate.Revoke].
func (c Certificate) RevocationError(err error, attributes apidiag.Attributes) diag.Diagnostic {
	summary := "Could not revoke " + c.Label()
	var unknown *unknownRevocationError
	if errors.As(err, &unknown) {
		summary = "It is not certain whether " + c.Label() + " is revoked"
	}
	return apidiag.Error(summary, err, attributes)
}

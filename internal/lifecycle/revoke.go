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

// RevocationTimeout is how long a revocation is repeated if its response is lost.
const RevocationTimeout = time.Minute

// errNoStatus means that a response does not show whether a certificate is
// revoked.
var errNoStatus = errors.New("the response contains no status")

// Revoke revokes the certificate. If the response is lost, it sends the revocation
// again until the deadline. A certificate that is revoked counts as success, whoever
// revoked it. The error is [tigertrust.ErrAlreadyRevoked] if the API reports that the
// certificate was revoked earlier.
func (c Certificate) Revoke(ctx context.Context, deadline poll.Deadline, revocation tigertrust.Revocation) error {
	_, err := poll.SendOrFind(ctx, c.Session, poll.Request[struct{}]{
		Deadline: deadline,
		Awaited:  c.Label() + " to be revoked",
		// A revoked certificate stays revoked.
		Repeatable: true,
		Send: func(ctx context.Context) (struct{}, error) {
			return struct{}{}, c.RetryNotFound(ctx, func() error { return c.Session.RevokeCertificate(ctx, c.ID, revocation) })
		},
		Find: func(ctx context.Context) (struct{}, bool, error) {
			current, err := c.Session.Certificate(ctx, c.ID)
			if err == nil && current.Status == nil {
				err = errNoStatus
			}
			return struct{}{}, err == nil && current.HasStatus(tigertrust.StatusRevoked), err
		},
	})
	return err
}

// RevocationError returns the diagnostic for an error of [Certificate.Revoke].
func (c Certificate) RevocationError(err error, attributes apidiag.Attributes) diag.Diagnostic {
	summary := "Could not revoke " + c.Label()
	var unknown *poll.UnknownOutcomeError
	if errors.As(err, &unknown) && unknown.Search != nil {
		summary = "Could not determine whether " + c.Label() + " is revoked"
	}
	return apidiag.Error(summary, err, attributes)
}

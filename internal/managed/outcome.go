package managed

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/await"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// HasOutcome reports that waiting for the certificate is over: it is issued,
// or will never be.
func HasOutcome(c *tigertrust.Certificate) bool {
	return c.Issued() || c.HasStatus(tigertrust.StatusRevoked) || issuanceFailed(c)
}

func issuanceFailed(c *tigertrust.Certificate) bool {
	return c.Status != nil && c.Status.IssuanceFailed()
}

// AwaitOutcome reads the certificate until it has an outcome. It always
// returns the last answer, nil if there was none, and with it why it stopped
// early, as [await.Until] tells it. A certificate that is not found is not
// there yet.
func AwaitOutcome(ctx context.Context, client *tigertrust.Client, id tigertrust.ID, deadline time.Time) (*tigertrust.Certificate, error) {
	var last *tigertrust.Certificate
	err := await.Until(ctx, client, deadline, fmt.Sprintf("certificate %d to be issued", id), func() (bool, error) {
		certificate, err := client.Certificate(ctx, id)
		if errors.Is(err, tigertrust.ErrCertificateNotFound) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		last = certificate
		return HasOutcome(certificate), nil
	})
	return last, err
}

// FindingTime is how long a new certificate that is not found is looked for: it
// may have been ordered a moment ago.
const FindingTime = time.Minute

// WhenFound does something to the certificate, and tries again for a while if
// it is new and not found yet.
func (c Certificate) WhenFound(ctx context.Context, do func() error) error {
	deadline := c.Client.Now()
	if c.Record.IsNew(deadline) {
		deadline = deadline.Add(FindingTime)
	}
	return OnceFound(ctx, c.Client, deadline, do)
}

// OnceFound does something to a certificate that may not be found yet: as long
// as it is not, and until the deadline, it tries again.
func OnceFound(ctx context.Context, client *tigertrust.Client, deadline time.Time, do func() error) error {
	err := do()
	if !errors.Is(err, tigertrust.ErrCertificateNotFound) || !deadline.After(client.Now()) {
		return err
	}
	notFound := err
	err = await.Until(ctx, client, deadline, "the certificate to be found", func() (bool, error) {
		err := do()
		if errors.Is(err, tigertrust.ErrCertificateNotFound) {
			return false, nil
		}
		return true, err
	})
	var late *await.TimeLimitError
	if errors.As(err, &late) && late.Last == nil {
		return notFound
	}
	return err
}

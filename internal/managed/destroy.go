package managed

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/await"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/timelimit"
)

// Destroy revokes the certificate, or abandons it. It waits, as long as limit,
// while a newer certificate for the same names is pending. Any doubt is an
// error, which keeps the state: under create_before_destroy that is what keeps
// the live certificate alive while its successor is pending. Replaced says
// that another certificate takes its place.
func (c Certificate) Destroy(ctx context.Context, destruction Destruction, replaced bool, limit timelimit.Limit) diag.Diagnostics {
	if destruction.OnDestroy.ValueString() == Abandon {
		return diag.Diagnostics{diag.NewWarningDiagnostic(c.Title()+" is left alone",
			`It has on_destroy = "abandon": Terraform manages it no longer, and it stays valid and is renewed as TigerTrust is set to.`)}
	}
	if c.Facts.IsRevoked() || c.Facts.IsFailedOrder() {
		return nil
	}
	if c.Client.IsTaken(c.ID) {
		return diag.Diagnostics{diag.NewWarningDiagnostic(c.Title()+" is not revoked",
			"Another resource of this run has taken it over: two discovered certificates were imported as this one.")}
	}
	if diags := c.Confirm(ctx); diags.HasError() {
		return diags
	}
	superseded, problem := c.awaitSuccessors(ctx, limit)
	if problem != nil {
		return diag.Diagnostics{problem}
	}
	return c.revoke(ctx, tigertrust.Revocation{
		Reason:   destruction.Reason(superseded || replaced),
		Comments: destruction.RevocationComments.ValueString(),
	})
}

// awaitSuccessors waits until every certificate that may take this one's place
// has an outcome, and reports whether one of the newer ones that share a name
// is issued. The problem is why the certificate must not be revoked now.
func (c Certificate) awaitSuccessors(ctx context.Context, limit timelimit.Limit) (bool, diag.Diagnostic) {
	newer, err := c.Successors(ctx)
	if err != nil {
		return false, apidiag.Error(c.Title()+" was not revoked: could not look for a successor", err, nil)
	}
	issued := false
	for _, successor := range newer {
		outcome, err := currentOrAwaited(ctx, c.Client, successor.ID, limit.Deadline)
		if err != nil {
			return false, c.pendingSuccessor(successor.ID, limit, err)
		}
		issued = issued || outcome.Issued() && IsLive(outcome)
	}
	for _, ordered := range c.Client.Unfinished() {
		if _, err := currentOrAwaited(ctx, c.Client, ordered, limit.Deadline); err != nil {
			return false, c.pendingSuccessor(ordered, limit, err)
		}
	}
	return issued, nil
}

// currentOrAwaited returns the certificate at once if it has an outcome.
func currentOrAwaited(ctx context.Context, client *tigertrust.Client, id tigertrust.ID, deadline time.Time) (*tigertrust.Certificate, error) {
	certificate, err := client.Certificate(ctx, id)
	switch {
	case err == nil && HasOutcome(certificate):
		return certificate, nil
	case err != nil && !errors.Is(err, tigertrust.ErrCertificateNotFound):
		return nil, err
	default:
		return AwaitOutcome(ctx, client, id, deadline)
	}
}

func (c Certificate) pendingSuccessor(successor tigertrust.ID, limit timelimit.Limit, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(
		fmt.Sprintf("%s was not revoked: certificate %d, which may be its successor, is not issued yet", c.Title(), successor),
		await.Unfinished("It was not issued", err, limit)+fmt.Sprintf("\n\nCertificate %d shares a name with this one or was ordered in this run, so this one may be all that serves. "+
			"It stays in the state; apply again when the other one is issued or revoked.", successor))
}

// revoke returns no error where there is nothing left to revoke.
func (c Certificate) revoke(ctx context.Context, revocation tigertrust.Revocation) diag.Diagnostics {
	err := c.Revoke(ctx, revocation)
	var answer *tigertrust.Error
	switch {
	case err == nil, errors.Is(err, tigertrust.ErrAlreadyRevoked):
		return nil
	case errors.Is(err, tigertrust.ErrCertificateNotFound):
		if c.isElsewhere() {
			return diag.Diagnostics{c.elsewhere()}
		}
		if c.Record.IsNew(c.Client.Now()) {
			return diag.Diagnostics{c.notFoundToRevoke()}
		}
		return nil
	case errors.As(err, &answer) && answer.IsRefusal():
		if isOver, diags := c.isOver(ctx, err); isOver {
			return diags
		}
	}
	return diag.Diagnostics{c.NotRevoked(err, nil)}
}

// notFoundToRevoke keeps the state: that a new certificate is not found does
// not mean that nobody uses it.
func (c Certificate) notFoundToRevoke() diag.Diagnostic {
	return diag.NewErrorDiagnostic(c.Title()+" was not revoked: it is not found yet",
		fmt.Sprintf("It was ordered at %s, and TigerTrust may need a while until it shows what is new. It stays in the state; apply again later. "+
			"If you know that there is no such certificate, remove it from the state: terraform state rm ADDRESS", c.Record.orderedAt()))
}

// isOver reports that the certificate needs no revocation any more, though the
// API refused it: it is revoked, or no relying party would accept it anyway,
// which is a warning.
func (c Certificate) isOver(ctx context.Context, refusal error) (bool, diag.Diagnostics) {
	certificate, err := c.Client.Certificate(ctx, c.ID)
	if err != nil {
		return false, nil
	}
	var why string
	switch {
	case certificate.HasStatus(tigertrust.StatusRevoked):
		return true, nil
	case certificate.HasStatus(tigertrust.StatusExpired), certificate.ValidTo != nil && certificate.ValidTo.Before(c.Client.Now()):
		why = "It has expired, so no one accepts it any more."
	case issuanceFailed(certificate):
		why = "It was never issued."
	default:
		return false, nil
	}
	return true, diag.Diagnostics{diag.NewWarningDiagnostic(c.Title()+" is removed from the state without a revocation",
		"The API refused to revoke it. "+why+"\n\n"+apidiag.Told(refusal))}
}

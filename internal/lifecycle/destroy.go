package lifecycle

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Destroy revokes the certificate, or abandons it. It waits, as long as limit,
// while a newer certificate for the same names is pending. Any doubt is an
// error, which keeps the state: under create_before_destroy that is what keeps
// the live certificate alive while its successor is pending. Replaced says
// that another certificate takes its place.
func (c Certificate) Destroy(ctx context.Context, destruction certmodel.DestroyModel, replaced bool, limit poll.Deadline) diag.Diagnostics {
	if destruction.OnDestroy.ValueString() == certmodel.Abandon {
		return diag.Diagnostics{diag.NewWarningDiagnostic(c.Title()+" is left alone",
			`It has on_destroy = "abandon": Terraform manages it no longer, and it stays valid and is renewed as TigerTrust is set to.`)}
	}
	if c.Model.IsRevoked() || c.Model.IsFailedOrder() {
		return nil
	}
	if c.Session.IsAdopted(c.ID) {
		return diag.Diagnostics{diag.NewWarningDiagnostic(c.Title()+" is not revoked",
			"Another resource of this run has taken it over: two discovered certificates were imported as this one.")}
	}
	if diags := c.ConfirmScope(ctx); diags.HasError() {
		return diags
	}
	superseded, problem := c.waitForReplacements(ctx, limit)
	if problem != nil {
		return diag.Diagnostics{problem}
	}
	return c.revoke(ctx, tigertrust.Revocation{
		Reason:   destruction.Reason(superseded || replaced),
		Comments: destruction.RevocationComments.ValueString(),
	})
}

// waitForReplacements waits until every certificate that may take this one's place
// has an outcome, and reports whether one of the newer ones that share a name
// is issued. The problem is why the certificate must not be revoked now.
func (c Certificate) waitForReplacements(ctx context.Context, limit poll.Deadline) (bool, diag.Diagnostic) {
	newer, err := c.Replacements(ctx)
	if err != nil {
		return false, apidiag.Error(c.Title()+" was not revoked: could not look for a successor", err, nil)
	}
	issued := false
	for _, successor := range newer {
		outcome, err := readOrWaitForIssuance(ctx, c.Session, successor.ID, limit)
		if err != nil {
			return false, c.pendingReplacementError(successor.ID, err)
		}
		issued = issued || outcome.Issued() && IsLive(outcome)
	}
	for _, ordered := range c.Session.PendingOrders() {
		if _, err := readOrWaitForIssuance(ctx, c.Session, ordered, limit); err != nil {
			return false, c.pendingReplacementError(ordered, err)
		}
	}
	return issued, nil
}

// readOrWaitForIssuance returns the certificate at once if it has an outcome.
func readOrWaitForIssuance(ctx context.Context, s *session.Session, id tigertrust.ID, deadline poll.Deadline) (*tigertrust.Certificate, error) {
	certificate, err := s.Certificate(ctx, id)
	switch {
	case err == nil && IssuanceEnded(certificate):
		return certificate, nil
	case err != nil && !errors.Is(err, tigertrust.ErrCertificateNotFound):
		return nil, err
	default:
		return WaitForIssuance(ctx, s, id, deadline)
	}
}

func (c Certificate) pendingReplacementError(successor tigertrust.ID, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(
		fmt.Sprintf("%s was not revoked: certificate %d, which may be its successor, is not issued yet", c.Title(), successor),
		apidiag.Unfinished("It was not issued", err)+fmt.Sprintf("\n\nCertificate %d shares a name with this one or was ordered in this run, so this one may be all that serves. "+
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
		if c.isScopeMismatch() {
			return diag.Diagnostics{c.scopeMismatchError()}
		}
		if c.Origin.IsNew(c.Session.Now()) {
			return diag.Diagnostics{c.notVisibleYetError()}
		}
		return nil
	case errors.As(err, &answer) && answer.IsRefusal():
		if isOver, diags := c.isOver(ctx, err); isOver {
			return diags
		}
	}
	return diag.Diagnostics{c.RevocationError(err, nil)}
}

// notVisibleYetError keeps the state: that a new certificate is not found does
// not mean that nobody uses it.
func (c Certificate) notVisibleYetError() diag.Diagnostic {
	return diag.NewErrorDiagnostic(c.Title()+" was not revoked: it is not found yet",
		fmt.Sprintf("It was ordered at %s, and TigerTrust may need a while until it shows what is new. It stays in the state; apply again later. "+
			"If you know that there is no such certificate, remove it from the state: terraform state rm ADDRESS", c.Origin.orderedAt()))
}

// isOver reports that the certificate needs no revocation any more, though the
// API refused it: it is revoked, or no relying party would accept it anyway,
// which is a warning.
func (c Certificate) isOver(ctx context.Context, refusal error) (bool, diag.Diagnostics) {
	certificate, err := c.Session.Certificate(ctx, c.ID)
	if err != nil {
		return false, nil
	}
	var why string
	switch {
	case certificate.HasStatus(tigertrust.StatusRevoked):
		return true, nil
	case certificate.HasStatus(tigertrust.StatusExpired), certificate.ValidTo != nil && certificate.ValidTo.Before(c.Session.Now()):
		why = "It has expired, so no one accepts it any more."
	case issuanceFailed(certificate):
		why = "It was never issued."
	default:
		return false, nil
	}
	return true, diag.Diagnostics{diag.NewWarningDiagnostic(c.Title()+" is removed from the state without a revocation",
		"The API refused to revoke it. "+why+"\n\n"+apidiag.Response(refusal))}
}

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

// Destroy revokes or abandons the certificate. It first waits until every
// replacement has been issued or has failed. If the outcome is unknown, it
// returns an error, which keeps the certificate in the state: with
// create_before_destroy, the current certificate must stay valid while its
// replacement is pending. isReplaced is true if the plan replaces the certificate.
func (c Certificate) Destroy(ctx context.Context, destruction certmodel.DestroyModel, isReplaced bool, deadline poll.Deadline) diag.Diagnostics {
	isOnlyHere := c.Session.BeginDestroy(c.ID)
	if !destruction.Revokes() {
		return c.Abandoned()
	}
	if c.Model.IsRevoked() || c.Model.IsFailedOrder() {
		return nil
	}
	if !isOnlyHere {
		return diag.Diagnostics{diag.NewWarningDiagnostic(c.Title()+" is not revoked",
			"Another resource has imported or adopted it in this run.")}
	}
	if diags := c.ConfirmScope(ctx); diags.HasError() {
		return diags
	}
	isSuperseded, problem := c.waitForReplacements(ctx, deadline)
	if problem != nil {
		return diag.Diagnostics{problem}
	}
	return c.revokeAndVerify(ctx, deadline.Within(c.Session.Now(), RevocationTimeout), tigertrust.Revocation{
		Reason:   destruction.Reason(isSuperseded || isReplaced),
		Comments: destruction.RevocationComments.ValueString(),
	})
}

// waitForReplacements waits until the issuance of every possible replacement has
// ended, and reports whether a replacement was issued. The diagnostic explains why
// the certificate must not be revoked now.
func (c Certificate) waitForReplacements(ctx context.Context, deadline poll.Deadline) (isSuperseded bool, problem diag.Diagnostic) {
	replacements, err := c.Replacements(ctx)
	if err != nil {
		return false, apidiag.Error(c.Title()+" was not revoked: could not search for its replacement", err, nil)
	}
	for _, replacement := range replacements {
		issued, err := readOrWaitForIssuance(ctx, c.Session, replacement.ID, deadline)
		if err != nil {
			return false, c.pendingReplacementError(replacement.ID, err)
		}
		isSuperseded = isSuperseded || issued.Issued() && IsLive(issued)
	}
	for _, ordered := range c.Session.PendingOrders() {
		if _, err := readOrWaitForIssuance(ctx, c.Session, ordered, deadline); err != nil {
			return false, c.pendingReplacementError(ordered, err)
		}
	}
	return isSuperseded, nil
}

// readOrWaitForIssuance returns the certificate after its issuance has ended. It
// does not wait if the issuance has already ended.
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

func (c Certificate) pendingReplacementError(replacement tigertrust.ID, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(
		fmt.Sprintf("%s was not revoked: certificate %s, which may replace it, is not issued yet", c.Title(), replacement),
		apidiag.Unfinished("It was not issued", err)+fmt.Sprintf("\n\nCertificate %s shares a name with this certificate or was ordered in this run. Until it is issued, this certificate may be the only one in use, so it stays in the state. "+
			"Apply again when certificate %s is issued or revoked.", replacement, replacement))
}

// revokeAndVerify revokes the certificate. If the API refuses, it checks whether
// the certificate still needs to be revoked.
func (c Certificate) revokeAndVerify(ctx context.Context, deadline poll.Deadline, revocation tigertrust.Revocation) diag.Diagnostics {
	err := c.Revoke(ctx, deadline, revocation)
	var apiErr *tigertrust.Error
	switch {
	case err == nil, errors.Is(err, tigertrust.ErrAlreadyRevoked):
		return nil
	case errors.Is(err, tigertrust.ErrCertificateNotFound):
		if c.isScopeMismatch() {
			return diag.Diagnostics{c.scopeMismatchError()}
		}
		if c.Origin.IsNew(c.Session.Now()) {
			return diag.Diagnostics{c.notRevokedYetError()}
		}
		return nil
	case errors.As(err, &apiErr) && apiErr.IsRefusal():
		if unnecessary, diags := c.isRevocationUnnecessary(ctx, err); unnecessary {
			return diags
		}
	}
	return diag.Diagnostics{c.RevocationError(err, nil)}
}

// notRevokedYetError returns the error for a new certificate that the API cannot
// find yet. An error keeps the certificate in the state: it may be in use.
func (c Certificate) notRevokedYetError() diag.Diagnostic {
	return diag.NewErrorDiagnostic(c.Title()+" was not revoked: TigerTrust cannot find it yet",
		fmt.Sprintf("It was ordered at %s, and TigerTrust may not return it immediately. It stays in the state. Apply again later. "+
			"If the certificate does not exist, remove it from the state: terraform state rm ADDRESS", c.Origin.orderedAt()))
}

// isRevocationUnnecessary reports whether the certificate need not be revoked
// although the API refused to: it is already revoked, or no client accepts it. It
// warns in the second case.
func (c Certificate) isRevocationUnnecessary(ctx context.Context, refusal error) (bool, diag.Diagnostics) {
	certificate, err := c.Session.Certificate(ctx, c.ID)
	if err != nil {
		return false, nil
	}
	var reason string
	switch {
	case certificate.HasStatus(tigertrust.StatusRevoked):
		return true, nil
	case certificate.HasStatus(tigertrust.StatusExpired), certificate.ValidTo != nil && certificate.ValidTo.Before(c.Session.Now()):
		reason = "It has expired, so no client accepts it."
	case issuanceFailed(certificate):
		reason = "It was never issued."
	default:
		return false, nil
	}
	return true, diag.Diagnostics{diag.NewWarningDiagnostic(c.Title()+" is removed from the state without a revocation",
		"The API refused to revoke it. "+reason+"\n\n"+apidiag.Response(refusal))}
}

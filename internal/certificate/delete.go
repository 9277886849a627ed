package certificate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// findingTime is how long a revocation waits for a new certificate to be found.
const findingTime = time.Minute

// Delete revokes the certificate, unless on_destroy says to abandon it. Any
// doubt keeps the state: under create_before_destroy that is what keeps the
// live certificate alive while its successor is pending.
func (r *certificateResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state resourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	limit, diags := state.Timeouts.Delete(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	seen, diags := load[record](ctx, req.Private, recordKey)
	resp.Diagnostics.Append(diags...)
	replaced, diags := load[replacement](ctx, req.Private, replacementKey)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}

	if state.OnDestroy.ValueString() == onDestroyAbandon {
		resp.Diagnostics.AddWarning(capitalized(label(&state))+" is left alone",
			`It has on_destroy = "abandon": Terraform manages it no longer, and it stays valid and is renewed as TigerTrust is set to.`)
		return
	}
	if state.isRevoked() || state.isFailedOrder() {
		return
	}

	superseded, problem := r.awaitSuccessors(ctx, &state, limit)
	if problem != nil {
		resp.Diagnostics.Append(problem)
		return
	}
	resp.Diagnostics.Append(r.revoke(ctx, &state, seen, tigertrust.Revocation{
		Reason:   revocationReason(&state, superseded || replaced.Planned),
		Comments: state.RevocationComments.ValueString(),
	})...)
}

func revocationReason(state *resourceModel, superseded bool) tigertrust.RevocationReason {
	switch {
	case !state.RevocationReason.IsNull():
		return tigertrust.RevocationReason(state.RevocationReason.ValueString())
	case superseded:
		return tigertrust.ReasonSuperseded
	default:
		return tigertrust.ReasonCessationOfOperation
	}
}

// awaitSuccessors waits until every newer certificate for the same names has
// an outcome, and reports whether one of them is issued. The problem is why
// the certificate must not be revoked now.
func (r *certificateResource) awaitSuccessors(ctx context.Context, state *resourceModel, limit time.Duration) (bool, diag.Diagnostic) {
	deadline := r.client.Now().Add(limit)
	newer, err := r.successors(ctx, state)
	if err != nil {
		return false, apidiag.Error(capitalized(label(state))+" was not revoked: could not look for a successor", err, attributes)
	}
	issued := false
	for _, successor := range newer {
		outcome, err := r.currentOrAwaited(ctx, successor.ID, deadline)
		if err != nil {
			return false, pendingSuccessor(state, successor.ID, limit, err)
		}
		issued = issued || outcome.Issued() && isLive(outcome)
	}
	return issued, nil
}

// currentOrAwaited returns the certificate at once if it has an outcome.
func (r *certificateResource) currentOrAwaited(ctx context.Context, id tigertrust.ID, deadline time.Time) (*tigertrust.Certificate, error) {
	certificate, err := r.client.Certificate(ctx, id)
	switch {
	case err == nil && hasOutcome(certificate):
		return certificate, nil
	case err != nil && !errors.Is(err, tigertrust.ErrCertificateNotFound):
		return nil, err
	default:
		return r.awaitOutcome(ctx, id, deadline)
	}
}

func pendingSuccessor(state *resourceModel, successor tigertrust.ID, limit time.Duration, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(
		fmt.Sprintf("%s was not revoked: its successor %d is not issued yet", capitalized(label(state)), successor),
		unfinished(err, "timeouts.delete", limit)+fmt.Sprintf("\n\nCertificate %d is for the same names and still pending, so this one may be all that serves them. "+
			"It stays in the state; apply again when the other one is issued or revoked.", successor))
}

// revoke returns no error where there is nothing left to revoke.
func (r *certificateResource) revoke(ctx context.Context, state *resourceModel, seen record, revocation tigertrust.Revocation) diag.Diagnostics {
	now := r.client.Now()
	deadline := now
	if seen.isNew(now) {
		deadline = now.Add(findingTime)
	}
	err := r.onceFound(ctx, deadline, func() error {
		return r.client.RevokeCertificate(ctx, state.certificateID(), revocation)
	})
	var answer *tigertrust.Error
	switch {
	case err == nil, errors.Is(err, tigertrust.ErrAlreadyRevoked):
		return nil
	case errors.Is(err, tigertrust.ErrCertificateNotFound):
		if problem := r.notFoundElsewhere(state, seen); problem != nil {
			return diag.Diagnostics{problem}
		}
		if seen.isNew(now) {
			return diag.Diagnostics{notFoundToRevoke(state, seen)}
		}
		return nil
	case errors.As(err, &answer) && answer.IsRefusal():
		if warning := r.nothingToRevoke(ctx, state, err); warning != nil {
			return diag.Diagnostics{warning}
		}
	}
	return diag.Diagnostics{apidiag.Error("Could not revoke "+label(state), err, attributes)}
}

// notFoundToRevoke keeps the state: that a new certificate is not found does
// not mean that nobody uses it.
func notFoundToRevoke(state *resourceModel, seen record) diag.Diagnostic {
	return diag.NewErrorDiagnostic(capitalized(label(state))+" was not revoked: it is not found yet",
		fmt.Sprintf("It was ordered at %s, and TigerTrust may need a while until it shows what is new. It stays in the state; apply again later. "+
			"If you know that there is no such certificate, remove it from the state: terraform state rm ADDRESS", seen.orderedAt()))
}

// nothingToRevoke returns a warning when the API refused to revoke what no
// relying party would accept anyway: an expired certificate, or one that was
// never issued. Else it returns nil.
func (r *certificateResource) nothingToRevoke(ctx context.Context, state *resourceModel, refusal error) diag.Diagnostic {
	certificate, err := r.client.Certificate(ctx, state.certificateID())
	if err != nil {
		return nil
	}
	var why string
	switch {
	case certificate.HasStatus(tigertrust.StatusExpired), certificate.ValidTo != nil && certificate.ValidTo.Before(r.client.Now()):
		why = "It has expired, so no one accepts it any more."
	case issuanceFailed(certificate):
		why = "It was never issued."
	default:
		return nil
	}
	return diag.NewWarningDiagnostic(capitalized(label(state))+" is removed from the state without a revocation",
		"The API refused to revoke it. "+why+"\n\n"+apidiag.Detail(refusal))
}

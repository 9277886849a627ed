package renewal

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Apply renews the certificate for the reason in the plan, and reports whether it
// was renewed. It updates held.Model and the state. Resources with the same
// certificate renew it one after the other.
//
// Apply reads the certificate first. If it was renewed since the plan, by
// TigerTrust or by another resource, an open window requires no other renewal, but
// changed triggers do.
//
// A renewal that fails is an error, or a warning while more days remain than
// renewal.fail_below_days. The apply of a warning saves the state, so the failure
// is remembered, and the next plan renews the certificate.
func (s *State) Apply(ctx context.Context, held lifecycle.Certificate, settings Settings, reason Reason, deadline poll.Deadline) (isRenewed bool, diags diag.Diagnostics) {
	unlock, err := held.Session.Lock(ctx, fmt.Sprintf("renewal of %s", held.ID))
	if err != nil {
		return false, diag.Diagnostics{apidiag.Error("Could not renew "+held.Label(), err, nil)}
	}
	defer unlock()
	if diags = held.ConfirmScope(ctx); diags.HasError() {
		return false, diags
	}
	var current *tigertrust.Certificate
	err = held.RetryNotFound(ctx, func() (err error) {
		current, err = held.Session.Certificate(ctx, held.ID)
		return err
	})
	switch {
	case err != nil:
		return false, diag.Diagnostics{s.fail(held, settings, reason, notReadError(held, err), false)}
	case current.HasStatus(tigertrust.StatusRevoked):
		return false, diag.Diagnostics{revokedError(held)}
	}
	isReissued := held.Model.ApplyResponse(certmodel.FromAPI(current))
	if isReissued && reason == WindowOpen {
		return true, nil
	}
	return s.submit(ctx, held, settings, reason, deadline)
}

// submit renews the certificate as it was just read.
func (s *State) submit(ctx context.Context, held lifecycle.Certificate, settings Settings, reason Reason, deadline poll.Deadline) (isRenewed bool, _ diag.Diagnostics) {
	before := held
	before.Model = new(certmodel.Model)
	*before.Model = *held.Model
	result := Run(ctx, Request{
		Certificate:          before,
		Renewal:              settings.request(),
		IsManualOpen:         s.Submitted.isPending(CertificateFrom(held.Model)) && s.Submitted.isManual(),
		Deadline:             deadline,
		UnknownOutcomeAdvice: "Apply again. If the certificate has changed by then, it counts as renewed, and no other renewal is submitted.",
	})
	switch {
	case result.IsRenewed:
		s.Submitted = Submitted{}
	case result.Submitted.isSet():
		s.Submitted = result.Submitted
		s.Submitted.Reason, s.Submitted.Triggers = reason, settings.Triggers.Text
	}
	if result.Response != nil {
		held.Model.ApplyResponse(certmodel.FromAPI(result.Response))
	}
	switch problem := result.Problem; {
	case problem == nil:
		return result.IsRenewed, nil
	case problem.Severity() == diag.SeverityError:
		return false, diag.Diagnostics{s.fail(held, settings, reason, problem, result.Submitted.isSet())}
	default:
		return false, diag.Diagnostics{s.failUnfinished(held, settings, problem)}
	}
}

package certificate

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// beginRenewals looks at the clock for the first time.
func (r *certificateResource) beginRenewals(ctx context.Context, state *resourceModel, private privatestate.State) diag.Diagnostics {
	var renewals memory
	diags := renewals.lookAtClock(ctx, state, r.session.Now())
	diags.Append(renewals.store(ctx, private)...)
	renewal, renewalDiags := state.renewal(ctx)
	diags.Append(renewalDiags...)
	if renewal.outlasts(state) {
		diags.Append(outlastingWarning(renewal, state))
	}
	return diags
}

// renew renews the certificate. It reads it first: a window that was open when
// the plan was made may have been closed by a renewal of TigerTrust's own since,
// or by that of another resource with the same certificate. That is then taken
// as it is.
func (r *certificateResource) renew(ctx context.Context, c *change, why cause) diag.Diagnostics {
	done, err := r.session.Lock(ctx, fmt.Sprintf("renewal of %d", c.held.ID))
	if err != nil {
		return diag.Diagnostics{apidiag.Error(c.held.Title()+" was not renewed", err, nil)}
	}
	defer done()
	if diags := c.held.ConfirmScope(ctx); diags.HasError() {
		return diags
	}
	var current *tigertrust.Certificate
	err = c.held.RetryNotFound(ctx, func() (err error) {
		current, err = r.session.Certificate(ctx, c.held.ID)
		return err
	})
	switch {
	case err != nil:
		return diag.Diagnostics{apidiag.Error(c.held.Title()+" was not renewed: could not read it first", err, attributes)}
	case current.HasStatus(tigertrust.StatusRevoked):
		return diag.Diagnostics{diag.NewErrorDiagnostic(c.held.Title()+" was not renewed: it is revoked", revokedAdvice)}
	}
	var diags diag.Diagnostics
	isReissued := c.facts.ApplyResponse(certmodel.FromAPI(current))
	if !isReissued || why != openWindow {
		isReissued, diags = r.orderRenewal(ctx, c, why)
	}
	if isReissued {
		diags.Append(c.complete(ctx)...)
	}
	return diags
}

// orderRenewal orders a renewal of the certificate as it was just read, and
// reports whether it is renewed.
func (r *certificateResource) orderRenewal(ctx context.Context, c *change, why cause) (isRenewed bool, diags diag.Diagnostics) {
	wanted, diags := c.plan.renewal(ctx)
	if diags.HasError() {
		return false, diags
	}
	before := c.facts
	c.held.Model = &before
	renewal := renewing{
		held:            c.held,
		request:         wanted.request(),
		limit:           c.limit,
		uncertainAdvice: "Apply again. If the certificate has changed by then, it counts as renewed, and nothing is ordered.",
		order:           renewalOrder{Before: before.Issuance(), Cause: why, Triggers: wanted.triggers(), Method: wanted.Method.ValueString()},
	}
	if problem := renewal.run(ctx); problem != nil {
		diags.Append(problem)
	}
	switch {
	case renewal.isRenewed:
		c.renewals.order = renewalOrder{}
	case renewal.order.At != 0:
		c.renewals.order = renewal.order
	}
	if renewal.told != nil {
		c.facts.ApplyResponse(certmodel.FromAPI(renewal.told))
	}
	return renewal.isRenewed, diags
}

// complete adds what only the list tells of a renewed certificate.
func (c *change) complete(ctx context.Context) diag.Diagnostics {
	c.held.Model = &c.facts
	isComplete, diags := c.held.Complete(ctx)
	c.left.Completion = !isComplete
	return diags
}

// settleRenewals is what is left to remember, and to tell, when the certificate
// is as next says. A window that the configuration has opened only now was not
// in the plan, and renews nothing before the next one.
func (c *change) settleRenewals(ctx context.Context, next *resourceModel, why cause, now time.Time) diag.Diagnostics {
	renewal, diags := next.renewal(ctx)
	isOpen := renewal.opensFor(next, now)
	c.renewals.news = reissueNote{}
	order := &c.renewals.order
	switch {
	case why == notDue && (order.Fate == uncertain || order.Fate == failed):
		// What it was for has been taken back.
		*order = renewalOrder{}
	case why.renews() && isOpen && order.At == 0:
		*order = renewalOrder{Before: next.Issuance(), Method: renewal.Method.ValueString(), At: now.Unix(), Fate: inVain}
		diags.Append(inVainWarning(next))
	}
	diags.Append(c.renewals.lookAtClock(ctx, next, now)...)
	if why == notDue && isOpen && order.At == 0 {
		diags.AddAttributeWarning(renewalPath, lifecycle.Capitalize(label(next))+" is due for renewal",
			fmt.Sprintf("It expires at %s, with fewer days left than renewal.min_days_remaining, which is %d. This apply has not renewed it, since its plan did not say so; the next one does.",
				next.ValidTo.ValueString(), renewal.MinDaysRemaining.ValueInt64()))
	}
	return diags
}

// refreshRenewals looks at the clock, and at how an open renewal stands.
func (r *certificateResource) refreshRenewals(ctx context.Context, state *resourceModel, held lifecycle.Certificate, renewals memory) (memory, diag.Diagnostics) {
	now := r.session.Now()
	renewals.order = renewals.order.remembered(state, now)
	var diags diag.Diagnostics
	if renewals.order.isOpen(state) {
		held.Model = &state.Model
		// A list that cannot be read tells nothing new.
		item, err := held.ListItem(ctx)
		switch {
		case err != nil || item == nil:
		case !item.RenewalFailed():
			renewals.order.FailedBefore = false
		case !renewals.order.FailedBefore:
			renewals.order.Fate = failed
			diags.AddAttributeWarning(renewalPath, "The renewal of "+held.Label()+" has failed",
				failedDetail(*item.RenewalStatus)+" The next apply orders it again.")
		}
	}
	diags.Append(renewals.lookAtClock(ctx, state, now)...)
	return renewals, diags
}

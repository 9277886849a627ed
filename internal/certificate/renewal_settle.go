package certificate

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/managed"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// beginRenewals looks at the clock for the first time.
func (r *certificateResource) beginRenewals(ctx context.Context, state *resourceModel, private privatestate.State) diag.Diagnostics {
	at, diags := state.lookedAt(ctx, looked{}, r.client.Now())
	diags.Append(memory{looked: at}.store(ctx, private)...)
	renewal, renewalDiags := state.renewal(ctx)
	diags.Append(renewalDiags...)
	if renewal.outlasts(state) {
		diags.Append(outlastingWarning(renewal, state))
	}
	return diags
}

// renew renews the certificate. It reads it first: a window that was open when
// the plan was made may have been closed by a renewal of TigerTrust's own since,
// which is then taken as it is.
func (r *certificateResource) renew(ctx context.Context, c *change, why cause) diag.Diagnostics {
	if diags := c.held.Confirm(ctx); diags.HasError() {
		return diags
	}
	var current *tigertrust.Certificate
	err := c.held.WhenFound(ctx, func() (err error) {
		current, err = r.client.Certificate(ctx, c.held.ID)
		return err
	})
	switch {
	case err != nil:
		return diag.Diagnostics{apidiag.Error(c.held.Title()+" was not renewed: could not read it first", err, attributes)}
	case current.HasStatus(tigertrust.StatusRevoked):
		return diag.Diagnostics{diag.NewErrorDiagnostic(c.held.Title()+" was not renewed: it is revoked", revokedAdvice)}
	}
	renewed := current
	isAdopted := why == openWindow && isReissued(&c.facts, current)
	c.facts.Take(managed.AnswerFacts(current), managed.WhereTold)
	var diags diag.Diagnostics
	if !isAdopted {
		renewed, diags = r.orderRenewal(ctx, c)
	}
	if renewed != nil && !diags.HasError() {
		c.facts.Take(managed.AnswerFacts(renewed), managed.WhereTold)
		// Where only the list tells it, what was known is from before.
		c.facts.RenewalStatus = managed.Text(renewed.RenewalStatus)
		c.held.Facts = &c.facts
		isComplete, completeDiags := c.held.Complete(ctx)
		diags.Append(completeDiags...)
		c.left.Completion = c.left.Completion && !isComplete
	}
	return diags
}

// orderRenewal returns the renewed certificate, nil where it is not renewed.
func (r *certificateResource) orderRenewal(ctx context.Context, c *change) (*tigertrust.Certificate, diag.Diagnostics) {
	wanted, diags := c.plan.renewal(ctx)
	if diags.HasError() {
		return nil, diags
	}
	before := c.facts
	c.held.Facts = &before
	renewal := renewing{
		held:            c.held,
		request:         wanted.request(),
		setting:         "timeouts.update",
		limit:           c.limit,
		deadline:        c.deadline,
		uncertainAdvice: "Apply again. If the certificate has changed by then, it counts as renewed, and nothing is ordered.",
		order:           renewalOrder{Before: before.Issue(), Triggers: wanted.triggers(), Method: wanted.Method.ValueString()},
	}
	if problem := renewal.run(ctx); problem != nil {
		diags.Append(problem)
	}
	c.renewals.order = renewal.order
	return renewal.told, diags
}

// settleRenewals is what is left to remember, and to tell, when the certificate
// is as next says. A window that the configuration has opened only now was not
// in the plan, and renews nothing before the next one.
func (c *change) settleRenewals(ctx context.Context, next *resourceModel, why cause, now time.Time) diag.Diagnostics {
	if why == notDue && c.renewals.order.IsUncertain {
		c.renewals.order = renewalOrder{}
	}
	at, diags := next.lookedAt(ctx, c.renewals.looked, now)
	c.renewals.looked = at
	renewal, renewalDiags := next.renewal(ctx)
	diags.Append(renewalDiags...)
	if why == notDue && renewal.opensFor(next, now) && !c.renewals.order.answersWindow(renewal, next) {
		diags.AddAttributeWarning(renewalPath, managed.Capitalized(label(next))+" is due for renewal",
			fmt.Sprintf("It expires at %s, and renewal.min_days_remaining is %d, which is new. This apply has not renewed it, since its plan did not say so; the next one does.",
				next.ValidTo.ValueString(), renewal.MinDaysRemaining.ValueInt64()))
	}
	return diags
}

// refreshRenewals looks at the clock, and at how an open renewal stands.
func (r *certificateResource) refreshRenewals(ctx context.Context, state *resourceModel, held managed.Certificate, before memory) (memory, diag.Diagnostics) {
	after := before
	if before.order.isRenewed(state) && !before.order.IsUncertain {
		after.order = renewalOrder{}
	}
	var diags diag.Diagnostics
	if before.order.isOpen(state) {
		held.Facts = &state.Facts
		item, err := held.ListItem(ctx)
		if err == nil && item != nil && item.RenewalStatus != nil && isFailure(*item.RenewalStatus) {
			after.order = renewalOrder{}
			diags.AddAttributeWarning(renewalPath, "The renewal of "+held.Label()+" has failed",
				fmt.Sprintf("Its renewal status is %q, and the certificate is still the same. TigerTrust shows the reason. "+
					"Where it is due by renewal.min_days_remaining, the next apply orders it again; else change renewal.triggers to have it ordered.", *item.RenewalStatus))
		}
	}
	at, lookedDiags := state.lookedAt(ctx, before.looked, r.client.Now())
	diags.Append(lookedDiags...)
	after.looked = at
	return after, diags
}

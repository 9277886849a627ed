package certificate

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
)

// change is one update of a certificate.
type change struct {
	config, plan, state resourceModel

	held     lifecycle.Certificate
	left     owed
	renewals memory
	limit    poll.Deadline
	// facts are what is known of the certificate so far.
	facts certmodel.Model
}

// Update sends changed settings, and settings that an earlier apply still owes;
// and it renews the certificate if the plan has decided so. Everything else that
// can change in place is the state's alone.
func (r *certificateResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var c change
	resp.Diagnostics.Append(req.Config.Get(ctx, &c.config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &c.plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &c.state)...)
	planned, diags := privatestate.Load[plannedRenewal](ctx, req.Private, plannedRenewalKey)
	resp.Diagnostics.Append(diags...)
	seen, diags := privatestate.Load[lifecycle.Origin](ctx, req.Private, lifecycle.OriginKey)
	resp.Diagnostics.Append(diags...)
	c.left, diags = privatestate.Load[owed](ctx, req.Private, lifecycle.PendingWorkKey)
	resp.Diagnostics.Append(diags...)
	c.renewals, diags = loadMemory(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	duration, diags := c.plan.Timeouts.Update(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	c.limit = poll.NewDeadline(r.session.Now(), "timeouts.update", duration)
	c.held = r.held(&c.state, seen)
	c.facts = c.state.Model

	resp.Diagnostics.Append(r.changeSettings(ctx, &c)...)
	switch {
	case resp.Diagnostics.HasError():
	case planned.Cause.renews():
		resp.Diagnostics.Append(r.renew(ctx, &c, planned.Cause)...)
	case c.plan.HasUnknown():
		resp.Diagnostics.Append(r.readAgain(ctx, &c)...)
	}

	if !resp.Diagnostics.HasError() {
		next := settled(&c.plan, &c.facts)
		resp.Diagnostics.Append(c.settleRenewals(ctx, next, planned.Cause, r.session.Now())...)
		resp.Diagnostics.Append(resp.State.Set(ctx, next)...)
		resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), next.ID)...)
	}
	resp.Diagnostics.Append(c.renewals.store(ctx, resp.Private)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, plannedRenewalKey, plannedRenewal{})...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, lifecycle.PendingWorkKey, c.left)...)
}

// changeSettings sends the settings if they are not known to be those of the
// certificate.
func (r *certificateResource) changeSettings(ctx context.Context, c *change) diag.Diagnostics {
	if c.left.DeploymentTargets && !certmodel.HasValue(c.config.DeploymentTargets) {
		// Taken out of the configuration before they reached the API.
		c.facts.DeploymentTargets = types.SetNull(types.StringType)
		c.left.DeploymentTargets = false
	}
	wanted := c.plan.OnlyConfigured(&c.config.Model)
	if !c.left.DeploymentTargets && !wanted.HasSettingsOtherThan(&c.facts) {
		return nil
	}
	ctx, cancel := c.limit.Context(ctx)
	defer cancel()
	if diags := c.held.ConfirmScope(ctx); diags.HasError() {
		return diags
	}
	if err := r.session.UpdateCertificate(ctx, c.held.ID, wanted.Settings()); err != nil {
		return diag.Diagnostics{apidiag.Error("Could not change "+c.held.Label(), err, attributes)}
	}
	c.left.DeploymentTargets = false
	return nil
}

// readAgain fills in what the plan left unknown.
func (r *certificateResource) readAgain(ctx context.Context, c *change) diag.Diagnostics {
	certificate, err := r.session.Certificate(ctx, c.held.ID)
	if err != nil {
		return diag.Diagnostics{diag.NewWarningDiagnostic(c.held.Title()+" was changed, but could not be read again",
			apidiag.Detail(err)+"\n\nThe next plan or apply reads it.")}
	}
	if c.facts.ApplyResponse(certmodel.FromAPI(certificate)) {
		return c.complete(ctx)
	}
	return nil
}

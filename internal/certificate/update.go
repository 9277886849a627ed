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
	"github.com/tigertrust/terraform-provider-tigertrust/internal/renewal"
)

// change is one update of a certificate.
type change struct {
	config, plan, state resourceModel

	// facts are the attributes of the certificate as last returned by the API.
	// They are the model of held.
	facts certmodel.Model
	held  lifecycle.Certificate
	limit poll.Deadline

	left    pendingWork
	renewal renewal.State
}

// Update sends the settings that have changed, and those that an earlier apply
// could not send. It renews the certificate if the plan has decided so. All
// other changes in place only affect the state.
func (r *certificateResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var c change
	resp.Diagnostics.Append(req.Config.Get(ctx, &c.config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &c.plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &c.state)...)
	planned, diags := privatestate.Load[renewal.Planned](ctx, req.Private, renewal.PlannedKey)
	resp.Diagnostics.Append(diags...)
	seen, diags := privatestate.Load[lifecycle.Origin](ctx, req.Private, lifecycle.OriginKey)
	resp.Diagnostics.Append(diags...)
	c.left, diags = privatestate.Load[pendingWork](ctx, req.Private, lifecycle.PendingWorkKey)
	resp.Diagnostics.Append(diags...)
	c.renewal, diags = privatestate.Load[renewal.State](ctx, req.Private, renewal.StateKey)
	resp.Diagnostics.Append(diags...)
	duration, diags := c.plan.Timeouts.Update(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	c.limit = poll.NewDeadline(r.session.Now(), "timeouts.update", duration)
	c.held = r.certificate(&c.state, seen)
	c.facts = c.state.Model
	c.held.Model = &c.facts

	resp.Diagnostics.Append(r.changeSettings(ctx, &c)...)
	switch {
	case resp.Diagnostics.HasError():
	case planned.Reason.Renews():
		resp.Diagnostics.Append(c.renew(ctx, planned.Reason)...)
	case c.plan.HasUnknown():
		resp.Diagnostics.Append(r.readAgain(ctx, &c)...)
	}

	if !resp.Diagnostics.HasError() {
		next := resolveUnknowns(&c.plan, &c.facts)
		resp.Diagnostics.Append(c.finishRenewal(ctx, next, planned.Reason)...)
		resp.Diagnostics.Append(resp.State.Set(ctx, next)...)
		resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), next.ID)...)
	}
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, renewal.StateKey, c.renewal)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, renewal.PlannedKey, renewal.Planned{})...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, lifecycle.PendingWorkKey, c.left)...)
}

// changeSettings sends the settings unless the certificate is known to have
// them.
func (r *certificateResource) changeSettings(ctx context.Context, c *change) diag.Diagnostics {
	if c.left.DeploymentTargets && !certmodel.HasValue(c.config.DeploymentTargets) {
		// They were removed from the configuration before they were sent.
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

// readAgain reads the certificate to resolve the unknown values of the plan.
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

// renew renews the certificate for the reason in the plan.
func (c *change) renew(ctx context.Context, reason renewal.Reason) diag.Diagnostics {
	settings, diags := c.plan.renewalSettings(ctx)
	if diags.HasError() {
		return diags
	}
	isRenewed, renewalDiags := c.renewal.Apply(ctx, c.held, settings, reason, c.limit)
	diags.Append(renewalDiags...)
	if isRenewed {
		diags.Append(c.complete(ctx)...)
	}
	return diags
}

// complete adds the attributes of a renewed certificate that only the list
// contains.
func (c *change) complete(ctx context.Context) diag.Diagnostics {
	isComplete, diags := c.held.Complete(ctx)
	c.left.Completion = !isComplete
	return diags
}

// finishRenewal updates what later plans need to decide about renewals.
func (c *change) finishRenewal(ctx context.Context, next *resourceModel, reason renewal.Reason) diag.Diagnostics {
	settings, diags := next.renewalSettings(ctx)
	held := c.held
	held.Model = &next.Model
	notice := c.renewal.FinishApply(reason, settings, renewal.CertificateFrom(held.Model), held.Session.Now())
	diags.Append(notice.Diagnostics(held, settings, c.renewal)...)
	return diags
}

package certificate

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

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

	// current is the certificate as last returned by the API. It is the model of
	// certificate.
	current     certmodel.Model
	certificate lifecycle.Certificate
	deadline    poll.Deadline
	memory
}

// Update sends the settings that have changed, and those that an earlier apply
// could not send. It renews the certificate if the plan decided so. All other
// updates only change the state.
func (r *certificateResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var c change
	resp.Diagnostics.Append(req.Config.Get(ctx, &c.config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &c.plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &c.state)...)
	planned, diags := privatestate.Load[renewal.Planned](ctx, req.Private, renewal.PlannedKey)
	resp.Diagnostics.Append(diags...)
	c.memory, diags = loadMemory(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	applied, diags := privatestate.Load[certmodel.Applied](ctx, req.Private, certmodel.PlannedAppliedKey)
	resp.Diagnostics.Append(diags...)
	duration, diags := c.plan.Timeouts.Update(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	c.deadline = poll.NewDeadline(r.session.Now(), "timeouts.update", duration)
	ctx, cancel := c.deadline.Context(ctx, r.session)
	defer cancel()
	c.certificate = r.certificate(&c.state, c.origin)
	c.current = c.state.Model
	c.certificate.Model = &c.current

	resp.Diagnostics.Append(r.changeSettings(ctx, &c)...)
	switch {
	case resp.Diagnostics.HasError():
	case planned.Reason.Renews():
		resp.Diagnostics.Append(c.renew(ctx, planned.Reason)...)
	case c.plan.HasUnknown():
		resp.Diagnostics.Append(r.readAgain(ctx, &c)...)
	}

	if !resp.Diagnostics.HasError() {
		next := resolveUnknowns(&c.plan, &c.current)
		resp.Diagnostics.Append(c.finishRenewal(ctx, next, planned.Reason)...)
		resp.Diagnostics.Append(resp.State.Set(ctx, next)...)
		resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), next.ID)...)
		c.applied = applied
	}
	resp.Diagnostics.Append(c.store(ctx, resp.Private)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, certmodel.PlannedAppliedKey, certmodel.Applied(nil))...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, renewal.PlannedKey, renewal.Planned{})...)
}

// changeSettings sends the settings unless the certificate is known to have
// them.
func (r *certificateResource) changeSettings(ctx context.Context, c *change) diag.Diagnostics {
	if c.pending.DeploymentTargets && !certmodel.HasValue(c.config.DeploymentTargets) {
		// The targets were removed from the configuration before they were sent.
		c.current.DeploymentTargets = certmodel.NullStringSet()
		c.pending.DeploymentTargets = false
	}
	configured := c.plan.OnlyConfigured(&c.config.Model)
	if !c.pending.hasSettings() && !configured.HasSettingsOtherThan(&c.current) {
		return nil
	}
	if diags := c.certificate.ConfirmScope(ctx); diags.HasError() {
		return diags
	}
	if err := r.session.UpdateCertificate(ctx, c.certificate.ID, configured.Settings()); err != nil {
		return diag.Diagnostics{apidiag.Error("Could not update "+c.certificate.Label(), err, attributes)}
	}
	c.pending.DeploymentTargets, c.pending.Settings = false, false
	c.sent.RecordSent(configured)
	c.certificate.ReadSettings(ctx, &c.sent)
	return nil
}

// readAgain reads the certificate to resolve the unknown values of the plan.
func (r *certificateResource) readAgain(ctx context.Context, c *change) diag.Diagnostics {
	response, err := r.session.Certificate(ctx, c.certificate.ID)
	if err != nil {
		return diag.Diagnostics{diag.NewWarningDiagnostic("Could not read "+c.certificate.Label()+" after its update",
			apidiag.Detail(err)+"\n\nThe update succeeded. The next plan or apply reads the certificate.")}
	}
	if c.current.ApplyResponse(certmodel.FromAPI(response)) {
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
	isRenewed, renewalDiags := c.renewal.Apply(ctx, c.certificate, settings, reason, c.deadline)
	diags.Append(renewalDiags...)
	if isRenewed {
		diags.Append(c.complete(ctx)...)
	}
	return diags
}

// complete adds the attributes of a renewed certificate that only the list
// contains.
func (c *change) complete(ctx context.Context) diag.Diagnostics {
	isComplete, diags := c.certificate.Complete(ctx)
	c.pending.Completion = !isComplete
	return diags
}

// finishRenewal updates what later plans need to decide about renewals.
func (c *change) finishRenewal(ctx context.Context, next *resourceModel, reason renewal.Reason) diag.Diagnostics {
	settings, diags := next.renewalSettings(ctx)
	certificate := c.certificate
	certificate.Model = &next.Model
	notice := c.renewal.FinishApply(reason, settings, renewal.CertificateFrom(certificate.Model), certificate.Session.Now())
	diags.Append(notice.Diagnostics(certificate, settings, c.renewal)...)
	return diags
}

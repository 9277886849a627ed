package discovery

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
)

// Update sends changed settings. All other updates only change the state.
func (r *importResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var config, plan, state resourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	origin, diags := privatestate.Load[lifecycle.Origin](ctx, req.Private, lifecycle.OriginKey)
	resp.Diagnostics.Append(diags...)
	sent, diags := privatestate.Load[certmodel.SentSettings](ctx, req.Private, certmodel.SentSettingsKey)
	resp.Diagnostics.Append(diags...)
	applied, diags := privatestate.Load[certmodel.Applied](ctx, req.Private, certmodel.PlannedAppliedKey)
	resp.Diagnostics.Append(diags...)
	duration, diags := plan.Timeouts.Update(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := poll.NewDeadline(r.session.Now(), "timeouts.update", duration).Context(ctx, r.session)
	defer cancel()

	certificate := r.certificate(&state, origin)
	configured := plan.OnlyConfigured(&config.Model)
	if configured.HasSettingsOtherThan(&state.Model) {
		resp.Diagnostics.Append(certificate.ConfirmScope(ctx)...)
		if resp.Diagnostics.HasError() {
			return
		}
		if err := r.session.UpdateCertificate(ctx, certificate.ID, configured.Settings()); err != nil {
			resp.Diagnostics.Append(apidiag.Error("Could not update "+certificate.Label(), err, nil))
			return
		}
		sent.RecordSent(configured)
		certificate.ReadSettings(ctx, &sent)
	}
	// An output that is null in the state can be unknown in the plan. The next
	// refresh fills it in.
	plan.Merge(&state.Model, certmodel.FillUnknown)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("discovered_certificate_id"), plan.DiscoveredCertificateID)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, certmodel.AppliedKey, applied)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, certmodel.PlannedAppliedKey, certmodel.Applied(nil))...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, certmodel.SentSettingsKey, sent)...)
}

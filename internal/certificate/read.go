package certificate

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/renewal"
)

// Read refreshes the state from the API. Attributes that the API does not return
// keep their values.
func (r *certificateResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state resourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	origin, diags := privatestate.Load[lifecycle.Origin](ctx, req.Private, lifecycle.OriginKey)
	resp.Diagnostics.Append(diags...)
	pending, diags := privatestate.Load[pendingWork](ctx, req.Private, lifecycle.PendingWorkKey)
	resp.Diagnostics.Append(diags...)
	remembered, diags := privatestate.Load[renewal.State](ctx, req.Private, renewal.StateKey)
	resp.Diagnostics.Append(diags...)
	applied, diags := privatestate.Load[certmodel.Applied](ctx, req.Private, certmodel.AppliedKey)
	resp.Diagnostics.Append(diags...)
	sent, diags := privatestate.Load[certmodel.SentSettings](ctx, req.Private, certmodel.SentSettingsKey)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}

	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), state.ID)...)
	certificate := r.certificate(&state, origin)
	observed, diags := certificate.Read(ctx)
	resp.Diagnostics.Append(diags...)
	switch {
	case observed == nil && len(diags) > 0:
		return
	case observed == nil && state.isImported():
		resp.Diagnostics.Append(certificate.ImportNotFoundError())
		return
	case observed == nil:
		r.session.Release(certificate.ID)
		resp.State.RemoveResource(ctx)
		return
	}
	if state.isImported() && observed.Model.IsRevoked() {
		resp.Diagnostics.AddError("Revoked certificates cannot be imported",
			certificate.Title()+" is revoked. A revocation cannot be undone, so the next apply would replace the certificate. "+
				"Remove the import and let Terraform order a new certificate, or import another certificate for the same names.")
		return
	}

	if observed.Model.IsRevoked() || observed.Model.IsExpired() || observed.Model.IsFailedOrder() {
		r.session.Release(certificate.ID)
	}
	wasImported := state.isImported()
	isReissued := state.IsReissuedAs(observed.Model)
	pending.PendingWork, diags = certificate.CompletePending(ctx, observed.Model, pending.PendingWork)
	resp.Diagnostics.Append(diags...)
	before := state.orderValues()
	state.refresh(observed.Model)
	sent.RecordGranted(observed.Settings())
	if wasImported {
		resp.Diagnostics.Append(r.holdImported(&state)...)
	}
	switch {
	case state.IsFailedOrder():
		resp.Diagnostics.Append(certificate.FailedOrder()...)
	case state.IsPending():
		resp.Diagnostics.Append(certificate.Pending()...)
	}
	resp.Diagnostics.Append(r.refreshDuplicates(ctx, &state, &pending)...)
	settings, diags := state.renewalSettings(ctx)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(remembered.Refresh(ctx, certificate, settings, isReissued)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, renewal.StateKey, remembered)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, lifecycle.OriginKey, origin.ObservedNow(r.session).WithEchoed(observed))...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, lifecycle.PendingWorkKey, pending)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, certmodel.AppliedKey, applied.Refresh(before, state.orderValues()))...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, certmodel.SentSettingsKey, sent)...)
}

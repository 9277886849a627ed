package certificate

import (
	"context"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
)

// Read refreshes the state from the API. Attributes that the API does not return
// keep their values.
func (r *certificateResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state resourceModel
	resp.Diagnostics.Append(certmodel.Get(ctx, req.State, &state)...)
	remembered, diags := loadMemory(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}

	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), state.ID)...)
	certificate := r.certificate(&state, remembered.origin)
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
	before := state
	resp.Diagnostics.Append(r.refresh(ctx, certificate, &state, &remembered, observed)...)
	if !reflect.DeepEqual(state, before) {
		resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	}
	resp.Diagnostics.Append(remembered.store(ctx, resp.Private)...)
	if state.isSettled(ctx, remembered) {
		reportSettled(ctx)
	}
}

// refresh updates the state and the private state after the certificate was read.
// It sends requests for pending work and while a renewal is pending.
func (r *certificateResource) refresh(ctx context.Context, certificate lifecycle.Certificate, state *resourceModel, remembered *memory, observed *lifecycle.Observation) diag.Diagnostics {
	before, wasImported := *state, state.isImported()
	isReissued := state.IsReissuedAs(observed.Model)
	var all diag.Diagnostics
	remembered.pending.PendingWork, all = certificate.CompletePending(ctx, observed.Model, remembered.pending.PendingWork)
	state.refresh(observed.Model)
	remembered.sent.RecordGranted(observed.Settings())
	if wasImported {
		all.Append(r.holdImported(state)...)
	}
	all.Append(orderWarnings(certificate)...)
	all.Append(r.refreshDuplicates(ctx, state, remembered.origin.OrderedAt != 0, &remembered.pending)...)
	settings, diags := state.renewalSettings(ctx)
	all.Append(diags...)
	all.Append(remembered.renewal.Refresh(ctx, certificate, settings, isReissued)...)
	remembered.origin = remembered.origin.ObservedNow(r.session).WithEchoed(observed)
	remembered.applied = remembered.applied.Refresh(before.orderValues(), state.orderValues())
	return all
}

// orderWarnings returns the warning about a certificate that is not issued.
func orderWarnings(certificate lifecycle.Certificate) diag.Diagnostics {
	switch {
	case certificate.Model.IsFailedOrder():
		return certificate.FailedOrder()
	case certificate.Model.IsPending():
		return certificate.Pending()
	default:
		return nil
	}
}

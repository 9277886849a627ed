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

// Read takes what the API tells as the truth.
func (r *certificateResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state resourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	seen, diags := privatestate.Load[lifecycle.Origin](ctx, req.Private, lifecycle.OriginKey)
	resp.Diagnostics.Append(diags...)
	left, diags := privatestate.Load[owed](ctx, req.Private, lifecycle.PendingWorkKey)
	resp.Diagnostics.Append(diags...)
	remembered, diags := privatestate.Load[renewal.State](ctx, req.Private, renewal.StateKey)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}

	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), state.ID)...)
	held := r.held(&state, seen)
	answer, diags := held.Read(ctx)
	resp.Diagnostics.Append(diags...)
	switch {
	case answer == nil && len(diags) > 0:
		return
	case answer == nil && state.isImported():
		resp.Diagnostics.Append(held.ImportNotFoundError())
		return
	case answer == nil:
		resp.State.RemoveResource(ctx)
		return
	}
	facts := certmodel.FromAPI(answer)
	if state.isImported() && facts.IsRevoked() {
		resp.Diagnostics.AddError(
			lifecycle.Capitalize(held.Label())+" is revoked and cannot be imported",
			"A revocation cannot be undone, so the next apply would replace it. Remove the import and let Terraform order a new certificate, "+
				"or import another one for the same names.")
		return
	}

	isReissued := state.IsReissuedAs(facts)
	left.PendingWork, diags = held.CompletePending(ctx, facts, left.PendingWork)
	resp.Diagnostics.Append(diags...)
	state.refresh(facts)
	settings, diags := state.renewalSettings(ctx)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(remembered.Refresh(ctx, held, settings, isReissued)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, renewal.StateKey, remembered)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, lifecycle.OriginKey, seen.ObservedNow(r.session).WithEchoed(answer))...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, lifecycle.PendingWorkKey, left)...)
}

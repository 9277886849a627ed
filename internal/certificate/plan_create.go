package certificate

import (
	"cmp"
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
)

// planCreate plans an order or an adoption. It checks the access to the API, which
// has no effect on the plan.
func (r *certificateResource) planCreate(ctx context.Context, plan *resourceModel, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	resp.Diagnostics.Append(plan.validateOrder()...)
	resp.Diagnostics.Append(markReplacement(ctx, resp.Private)...)
	var config resourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	plan.AdoptExisting = config.AdoptExisting
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("adopt_existing"), plan.AdoptExisting)...)
	if plan.AdoptExisting.IsUnknown() || r.adopts(plan) {
		// Create knows whether it orders a certificate, and so the default of
		// on_destroy.
		resp.Diagnostics.Append(r.planAdoption(plan, &config)...)
	} else {
		plan.PlanOnDestroy(config.OnDestroy, r.onDestroyOfOrders())
	}
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("on_destroy"), plan.OnDestroy)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(lifecycle.CheckAccess(ctx, r.session)...)
	}
}

// onDestroyOfOrders returns the default of on_destroy of certificates that are
// ordered.
func (r *certificateResource) onDestroyOfOrders() string {
	return cmp.Or(r.session.OnDestroy, certmodel.Revoke)
}

// markReplacement marks a plan without a state as a replacement if it has
// private state. Terraform plans a replacement twice: first with the state, and
// then without it, but with its private state. It shows the warnings of the
// first plan only. In the apply, a plan of a replacement has no private state.
func markReplacement(ctx context.Context, private privatestate.State) diag.Diagnostics {
	origin, diags := privatestate.Load[lifecycle.Origin](ctx, private, lifecycle.OriginKey)
	if origin == (lifecycle.Origin{}) {
		return diags
	}
	diags.Append(privatestate.Store(ctx, private, replacementKey, replacement{Planned: true})...)
	return diags
}

package certificate

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
)

// planDestroy warns if destroying the resource revokes or abandons a live
// certificate.
func (r *certificateResource) planDestroy(ctx context.Context, req resource.ModifyPlanRequest) diag.Diagnostics {
	var state resourceModel
	diags := req.State.Get(ctx, &state)
	if diags.HasError() {
		return diags
	}
	return append(diags, r.certificate(&state, lifecycle.Origin{}).PlanDestroy(state.DestroyModel)...)
}

// replacementWarnings returns the warnings of a plan that replaces the
// certificate in the state.
func (r *certificateResource) replacementWarnings(state *resourceModel) diag.Diagnostics {
	current := r.certificate(state, lifecycle.Origin{})
	diags := current.PlanReplacement(state.DestroyModel)
	if state.IsFailedOrder() {
		diags.Append(current.FailedOrder()...)
	}
	return diags
}

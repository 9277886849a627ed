package deployment

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
)

// Create deploys to every target.
func (r *deploymentResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan resourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	duration, diags := plan.Timeouts.Create(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	deployment := r.deployment(&plan, plan.targets(), poll.NewDeadline(r.session.Now(), "timeouts.create", duration))
	result, diags := deployment.run(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		// A deployment that was ordered can be ordered again, so nothing is
		// lost by a state that has none.
		return
	}
	resp.Diagnostics.Append(plan.fingerprintWarning(result)...)
	resp.Diagnostics.Append(plan.complete(ctx, result)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, sightingKey, sighting{}.deployed(r.session, result))...)
}

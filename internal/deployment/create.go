package deployment

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
)

// Create deploys to every target, and verifies the deployment.
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
		// Deploying twice does no harm, so the state need not record a
		// deployment whose outcome is unknown.
		return
	}
	resp.Diagnostics.Append(plan.fingerprintWarning(result)...)
	resp.Diagnostics.Append(plan.applyOutcome(ctx, result)...)
	resp.Diagnostics.Append(r.verify(ctx, &plan, servedAfter(result, true, observation{}), adviceAfterCreate)...)
	if resp.Diagnostics.HasError() {
		// Terraform would taint the resource, and plan to destroy it.
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, observationKey, observation{}.afterDeployment(r.session, result))...)
}

package deployment

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
)

// Update deploys if the plan showed a deployment.
func (r *deploymentResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state resourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	observed, diags := privatestate.Load[observation](ctx, req.Private, observationKey)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}

	if removed := plan.removedTargets(&state); len(removed) > 0 {
		resp.Diagnostics.AddAttributeWarning(path.Root("targets"),
			fmt.Sprintf("The files of certificate %s remain on %s", state.CertificateID.ValueString(), strings.Join(removed, ", ")),
			"The API cannot undo a deployment. Remove the files manually if they are no longer in use.")
	}
	if plan.LastDeployedAt.IsUnknown() {
		r.redeploy(ctx, &state, &plan, observed, resp)
		if resp.Diagnostics.HasError() {
			return
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// redeploy carries out the decision of the plan, and completes the plan with the
// outcome.
func (r *deploymentResource) redeploy(ctx context.Context, state, plan *resourceModel, observed observation, resp *resource.UpdateResponse) {
	duration, diags := plan.Timeouts.Update(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	isSameCertificate := plan.CertificateID.Equal(state.CertificateID)
	if isSameCertificate {
		resp.Diagnostics.Append(r.certificate(state, observed).ConfirmScope(ctx)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	decision := decide(state, plan, observed)
	deployment := r.deployment(plan, decision.targets, poll.NewDeadline(r.session.Now(), "timeouts.update", duration))
	result, diags := deployment.run(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !isSameCertificate {
		observed = observation{}
	}
	if decision.deploysAll() {
		resp.Diagnostics.Append(plan.fingerprintWarning(result)...)
		observed = observed.afterDeployment(r.session, result)
	} else {
		observed = observed.update(r.session, result.current)
	}
	resp.Diagnostics.Append(plan.applyOutcome(ctx, result)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, observationKey, observed)...)
}

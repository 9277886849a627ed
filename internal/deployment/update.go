package deployment

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
)

// Update deploys and verifies if the plan showed it. A deployment that cannot be
// verified is in the state, so that the next apply only verifies it.
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
	verifies := plan.LastVerifiedAt.IsUnknown()
	if verifies {
		// Unless this apply succeeds, the next one verifies.
		plan.LastVerifiedAt = timetypes.NewRFC3339Null()
	}
	switch {
	case plan.LastDeployedAt.IsUnknown():
		expected, isDeployed := r.redeploy(ctx, &state, &plan, observed, resp)
		if !isDeployed {
			return
		}
		if verifies {
			resp.Diagnostics.Append(r.verify(ctx, &plan, expected, adviceAfterUpdate)...)
		}
	case verifies:
		resp.Diagnostics.Append(r.verifyUpdate(ctx, &plan, observed)...)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
}

// redeploy carries out the decision of the plan, and completes the plan with the
// outcome. It returns the fingerprints that endpoints may serve afterwards.
func (r *deploymentResource) redeploy(ctx context.Context, state, plan *resourceModel, observed observation, resp *resource.UpdateResponse) (served []string, isDeployed bool) {
	duration, diags := plan.Timeouts.Update(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	isSameCertificate := plan.CertificateID.Equal(state.CertificateID)
	if isSameCertificate {
		resp.Diagnostics.Append(r.certificate(state, observed).ConfirmScope(ctx)...)
	}
	if resp.Diagnostics.HasError() {
		return nil, false
	}
	decision := decide(state, plan, observed)
	deployment := r.deployment(plan, decision.targets, poll.NewDeadline(r.session.Now(), "timeouts.update", duration))
	result, diags := deployment.run(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return nil, false
	}
	if !isSameCertificate {
		observed = observation{}
	}
	served = servedAfter(result, decision.deploysAll(), observed)
	if decision.deploysAll() {
		resp.Diagnostics.Append(plan.fingerprintWarning(result)...)
		observed = observed.afterDeployment(r.session, result)
	} else {
		observed = observed.update(r.session, result.current)
	}
	resp.Diagnostics.Append(plan.applyOutcome(ctx, result)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, observationKey, observed)...)
	return served, !resp.Diagnostics.HasError()
}

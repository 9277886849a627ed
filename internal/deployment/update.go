package deployment

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
)

// Update deploys if the plan said so: to the targets that were added where
// nothing else changed, else to all.
func (r *deploymentResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state resourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	saw, diags := privatestate.Load[sighting](ctx, req.Private, sightingKey)
	resp.Diagnostics.Append(diags...)
	duration, diags := plan.Timeouts.Update(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}

	if dropped := plan.dropped(&state); dropped != "" {
		resp.Diagnostics.AddAttributeWarning(path.Root("targets"),
			fmt.Sprintf("The files of certificate %d stay on %s", state.CertificateID.ValueInt64(), dropped),
			"The API cannot undo a deployment. Remove the files there by hand if nothing serves them any more.")
	}
	if plan.LastDeployedAt.IsUnknown() {
		if plan.CertificateID.Equal(state.CertificateID) {
			resp.Diagnostics.Append(r.held(&state, saw).ConfirmScope(ctx)...)
			if resp.Diagnostics.HasError() {
				return
			}
		}
		deploysAll := plan.deploysAll(&state, saw)
		targets := plan.added(&state)
		if deploysAll {
			targets = plan.targets()
		}
		deployment := r.deployment(&plan, targets, poll.NewDeadline(r.session.Now(), "timeouts.update", duration))
		result, diags := deployment.run(ctx)
		resp.Diagnostics.Append(diags...)
		if resp.Diagnostics.HasError() {
			return
		}
		if !plan.CertificateID.Equal(state.CertificateID) {
			// Nothing that was seen of the other certificate holds for this one.
			saw = sighting{}
		}
		if deploysAll {
			resp.Diagnostics.Append(plan.fingerprintWarning(result)...)
			saw = saw.deployed(r.session, result)
		} else {
			saw = saw.sees(r.session, result.seen)
		}
		resp.Diagnostics.Append(plan.complete(ctx, result)...)
		resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, sightingKey, saw)...)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

package certificate

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/managed"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
)

// Update sends changed settings, and settings that an earlier apply still owes.
// Everything else that can change in place is the state's alone.
func (r *certificateResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var config, plan, state resourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	left, diags := privatestate.Load[owed](ctx, req.Private, owedKey)
	resp.Diagnostics.Append(diags...)
	seen, diags := privatestate.Load[managed.Record](ctx, req.Private, managed.RecordKey)
	resp.Diagnostics.Append(diags...)
	limit, diags := plan.Timeouts.Update(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("not done within %s, the limit in timeouts.update", limit))
	defer cancel()
	held := r.held(&state, seen)

	if left.DeploymentTargets && !managed.IsSet(config.DeploymentTargets) {
		// Taken out of the configuration before they reached the API.
		state.DeploymentTargets = types.SetNull(types.StringType)
		left.DeploymentTargets = false
	}
	wanted := plan.ConfiguredIn(&config.Facts)
	if left.DeploymentTargets || wanted.ChangesSettings(&state.Facts) {
		resp.Diagnostics.Append(held.Confirm(ctx)...)
		if resp.Diagnostics.HasError() {
			return
		}
		if err := r.client.UpdateCertificate(ctx, state.certificateID(), wanted.Settings()); err != nil {
			resp.Diagnostics.Append(apidiag.Error("Could not change "+held.Label(), err, attributes))
			return
		}
		left.DeploymentTargets = false
	}

	facts := state.Facts
	if plan.HasUnknown() {
		certificate, err := r.client.Certificate(ctx, state.certificateID())
		if err != nil {
			resp.Diagnostics.AddWarning(held.Title()+" was changed, but could not be read again",
				apidiag.Detail(err)+"\n\nThe next plan or apply reads it.")
		} else {
			facts.Take(managed.AnswerFacts(certificate), managed.WhereTold)
		}
	}
	next := settled(&plan, &facts)
	resp.Diagnostics.Append(resp.State.Set(ctx, next)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, owedKey, left)...)
}

package discovery

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/managed"
)

// Update sends changed settings. Everything else that can change in place is
// the state's alone.
func (r *importResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var config, plan, state resourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	limit, diags := plan.Timeouts.Update(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("not done within %s, the limit in timeouts.update", limit))
	defer cancel()

	held := r.held(&state, managed.Record{})
	if config.differsFrom(&state.Facts) {
		if err := r.client.UpdateCertificate(ctx, held.ID, config.settings()); err != nil {
			resp.Diagnostics.Append(apidiag.Error("Could not change "+held.Label(), err, nil))
			return
		}
	}
	// Null outputs may have been unknown in the plan; the next refresh fills
	// them in.
	plan.Take(&state.Facts, managed.WhereUnknown)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

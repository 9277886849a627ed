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
	wanted := plan.configuredIn(&config)
	if left.DeploymentTargets || wanted.changesSettings(&state) {
		resp.Diagnostics.Append(held.Confirm(ctx)...)
		if resp.Diagnostics.HasError() {
			return
		}
		if err := r.client.UpdateCertificate(ctx, state.certificateID(), wanted.settings()); err != nil {
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

// configuredIn returns the plan m with the settings that the configuration
// holds only. The values are the plan's: where ignore_changes applies, they are
// not the configuration's.
func (m *resourceModel) configuredIn(config *resourceModel) *resourceModel {
	wanted := *m
	if config.AutoRenew.IsNull() {
		wanted.AutoRenew = types.BoolNull()
	}
	if config.RenewalThresholdDays.IsNull() {
		wanted.RenewalThresholdDays = types.Int64Null()
	}
	if config.DeploymentTargets.IsNull() {
		wanted.DeploymentTargets = types.SetNull(types.StringType)
	}
	return &wanted
}

// changesSettings reports that m holds a setting that is not the state's.
func (m *resourceModel) changesSettings(state *resourceModel) bool {
	return managed.IsSet(m.AutoRenew) && !m.AutoRenew.Equal(state.AutoRenew) ||
		managed.IsSet(m.RenewalThresholdDays) && !m.RenewalThresholdDays.Equal(state.RenewalThresholdDays) ||
		managed.IsSet(m.DeploymentTargets) && !m.DeploymentTargets.Equal(state.DeploymentTargets)
}

// sameSettings reports that both hold the same of what [tigertrust.Client.UpdateCertificate] sends.
func (m *resourceModel) sameSettings(other *resourceModel) bool {
	return m.AutoRenew.Equal(other.AutoRenew) &&
		m.RenewalThresholdDays.Equal(other.RenewalThresholdDays) &&
		m.DeploymentTargets.Equal(other.DeploymentTargets)
}

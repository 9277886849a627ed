package deployment

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
)

// ModifyPlan decides whether an apply deploys, and shows it by last_deployed_at
// being known after apply. It looks at configuration, state and what Read has
// seen, never at the API.
func (r *deploymentResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || req.State.Raw.IsNull() {
		return
	}
	var config, plan, state resourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	saw, diags := privatestate.Load[sighting](ctx, req.Private, sightingKey)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}

	if !plan.deploysAll(&state, saw) && !plan.redeploysRenewed(saw) && !state.CertificateFingerprint.IsNull() {
		// Also where the configuration names the new fingerprint: what was
		// last deployed by Terraform is still the old one.
		plan.CertificateFingerprint = state.CertificateFingerprint
	}
	switch {
	case plan.deploysAll(&state, saw):
		if config.CertificateFingerprint.IsNull() {
			plan.CertificateFingerprint = types.StringUnknown()
		}
		resp.Diagnostics.Append(plan.missingWarning(&state, saw)...)
	case len(plan.added(&state)) == 0:
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
		return
	}
	plan.Locations = types.ListUnknown(certmodel.LocationType)
	plan.LastDeployedAt = timetypes.NewRFC3339Unknown()
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
}

// deploysAll reports that every target is deployed to, be it new or not. Apply
// asks again, and gets the same answer.
func (m *resourceModel) deploysAll(state *resourceModel, saw sighting) bool {
	return !m.CertificateID.Equal(state.CertificateID) ||
		!m.AgentID.Equal(state.AgentID) ||
		!m.Triggers.IsNull() && !state.Triggers.IsNull() && !m.Triggers.Equal(state.Triggers) ||
		m.redeploysRenewed(saw) && (m.namesAnother(state, saw) || saw.isRenewed()) ||
		saw.Missing != "" && !saw.Revoked
}

// redeploysRenewed reports that a renewed certificate is Terraform's to deploy.
func (m *resourceModel) redeploysRenewed(saw sighting) bool {
	return (m.RedeployOnRenewal.IsUnknown() || m.RedeployOnRenewal.ValueBool()) && !saw.Revoked && !saw.deploysItself(m.targets())
}

// namesAnother reports that the configuration names another fingerprint than
// the state, and not just that of what is deployed already.
func (m *resourceModel) namesAnother(state *resourceModel, saw sighting) bool {
	return !state.CertificateFingerprint.IsNull() && !m.CertificateFingerprint.Equal(state.CertificateFingerprint) &&
		(m.CertificateFingerprint.IsUnknown() || m.CertificateFingerprint.ValueString() != saw.Deployed)
}

// missingWarning says why the plan deploys where nothing in it shows that.
func (m *resourceModel) missingWarning(state *resourceModel, saw sighting) diag.Diagnostics {
	var diags diag.Diagnostics
	if saw.Missing != "" && !saw.Revoked && m.CertificateID.Equal(state.CertificateID) && m.AgentID.Equal(state.AgentID) {
		diags.AddAttributeWarning(path.Root("locations"),
			fmt.Sprintf("Certificate %d is deployed again: a file is gone", state.CertificateID.ValueInt64()),
			"TigerTrust no longer shows it here: "+saw.Missing+".")
	}
	return diags
}

// added returns the targets that the state does not have.
func (m *resourceModel) added(state *resourceModel) []string {
	return without(m.targets(), state.targets())
}

func without(targets, others []string) []string {
	return slices.DeleteFunc(slices.Clone(targets), func(target string) bool { return slices.Contains(others, target) })
}

// dropped names the targets whose files stay.
func (m *resourceModel) dropped(state *resourceModel) string {
	return strings.Join(without(state.targets(), m.targets()), ", ")
}

package certificate

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/renewal"
)

// ModifyPlan decides whether a change does nothing, updates the certificate or
// replaces it. Terraform plans again during apply and requires the same result, so
// the decision only depends on configuration, state and private state, never on
// the clock or the API. A plan for a new certificate checks the access to the API,
// which has no effect on the result.
func (r *certificateResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(r.planDestroy(ctx, req)...)
		return
	}
	var plan resourceModel
	resp.Diagnostics.Append(certmodel.Get(ctx, req.Plan, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if req.State.Raw.IsNull() {
		r.planCreate(ctx, &plan, req, resp)
		return
	}

	var config, state resourceModel
	resp.Diagnostics.Append(certmodel.Get(ctx, req.Config, &config)...)
	resp.Diagnostics.Append(certmodel.Get(ctx, req.State, &state)...)
	remembered, diags := loadMemory(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}

	planned, diags := plan.planChange(ctx, &config, &state, remembered)
	resp.Diagnostics.Append(diags...)
	resp.RequiresReplace = planned.replaced
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, renewal.PlannedKey, planned.renewal.Planned())...)
	if planned.isReplaced() {
		resp.Diagnostics.Append(r.replacementWarnings(&state)...)
	}
	if planned.isNothing {
		resp.Plan.Raw = req.State.Raw
		return
	}
	if !planned.isReplaced() {
		resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, certmodel.PlannedAppliedKey, certmodel.Applied{config.orderValues()})...)
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
}

// plannedChange is what a plan does with an existing certificate.
type plannedChange struct {
	// replaced are the attributes that force replacement.
	replaced path.Paths
	renewal  renewal.Decision
	// isNothing is true if the configuration differs in nothing that an apply would
	// change.
	isNothing bool
}

func (c plannedChange) isReplaced() bool { return len(c.replaced) > 0 }

// planChange decides what the plan m does, and completes m. The decision is a pure
// function of its arguments.
func (m *resourceModel) planChange(ctx context.Context, config, state *resourceModel, remembered memory) (plannedChange, diag.Diagnostics) {
	var planned plannedChange
	var diags diag.Diagnostics
	m.PlanOnDestroy(config.OnDestroy, certmodel.Abandon)
	m.planAdoptExisting(config, state)
	replacement := newReplacementInput(config, state, remembered.applied)
	planned.replaced = m.planReplacement(ctx, replacement)
	if !planned.isReplaced() {
		m.keepGranted(state)
		diags.Append(replacement.grantedWarnings(label(state))...)
		diags.Append(remembered.sent.KeepGranted(&m.Model, &config.Model, &state.Model, label(state))...)
	}
	if remembered.pending.Settings {
		m.Status = types.StringUnknown()
	}
	if remembered.pending.DeploymentTargets {
		diags.Append(m.planPendingTargets(config)...)
	}
	if !planned.isReplaced() {
		decision, renewalDiags := m.planRenewal(ctx, state, remembered.renewal)
		planned.renewal = decision
		diags.Append(renewalDiags...)
	}
	diags.Append(m.validateSettings(state)...)
	if planned.isReplaced() {
		diags.Append(replacement.importConflictWarning(state, remembered.origin)...)
	} else {
		diags.Append(m.validityPeriodWarning(state)...)
	}

	planned.isNothing = !planned.isReplaced() && !remembered.pending.hasSettings() && !planned.renewal.LeavesOutputsUnknown() && m.equalArguments(config, state)
	m.PlanFullChain()
	m.RenewalDueAt = m.dueAt()
	if planned.isReplaced() {
		m.RenewalDueAt = timetypes.NewRFC3339Unknown()
	}
	return planned, diags
}

// planReplacement returns the attributes that force replacement. The plan has
// to show a change of each of them: the status of a certificate that cannot be
// used becomes unknown.
func (m *resourceModel) planReplacement(ctx context.Context, in replacementInput) path.Paths {
	var replaced path.Paths
	for _, reason := range in.reasons() {
		tflog.Debug(ctx, "the plan replaces the certificate", map[string]any{"attribute": reason.attribute, "reason": reason.why})
		if reason.attribute == "status" {
			m.Status = types.StringUnknown()
		}
		replaced.Append(path.Root(reason.attribute))
	}
	return replaced
}

// planPendingTargets makes Terraform call Update for deployment targets that an
// earlier apply could not send. The state already contains them, so an unknown
// status is the only change that the plan can show.
func (m *resourceModel) planPendingTargets(config *resourceModel) diag.Diagnostics {
	m.Status = types.StringUnknown()
	if config.DeploymentTargets.IsNull() {
		// TigerTrust never received the targets in the state.
		m.DeploymentTargets = certmodel.UnknownStringSet()
		return nil
	}
	var diags diag.Diagnostics
	if certmodel.HasValue(config.DeploymentTargets) {
		diags.AddAttributeWarning(path.Root("deployment_targets"), "Deployment targets not sent yet",
			fmt.Sprintf("The deployment targets of %s have not been sent to TigerTrust, because an earlier apply ended before it could send them. "+
				"The next apply sends them. Until then, the plan shows a status that is known after apply.", label(m)))
	}
	return diags
}

// equalArguments reports whether both contain the same values for all attributes
// that can be configured. A CA that is neither configured nor in the state is
// unknown in the plan.
func (m *resourceModel) equalArguments(config, state *resourceModel) bool {
	isSameCA := m.CertificateAuthorityID.Equal(state.CertificateAuthorityID) ||
		config.CertificateAuthorityID.IsNull() && state.CertificateAuthorityID.IsNull()
	return m.EqualSettings(&state.Model) &&
		m.CommonName.Equal(state.CommonName) &&
		m.SubjectAlternativeNames.Equal(state.SubjectAlternativeNames) &&
		isSameCA &&
		m.KeyType.Equal(state.KeyType) &&
		m.KeySize.Equal(state.KeySize) &&
		m.ValidityDays.Equal(state.ValidityDays) &&
		m.Renewal.Equal(state.Renewal) &&
		m.EqualDestroy(state.DestroyModel) &&
		m.AdoptExisting.Equal(state.AdoptExisting) &&
		m.Timeouts.Equal(state.Timeouts)
}

// validityPeriodWarning warns that adding validity_days does not change the
// current certificate.
func (m *resourceModel) validityPeriodWarning(state *resourceModel) diag.Diagnostics {
	var diags diag.Diagnostics
	if !state.ValidityDays.IsNull() || !certmodel.HasValue(m.ValidityDays) {
		return diags
	}
	days, isKnown := state.validityPeriodDays()
	if isKnown && days != m.ValidityDays.ValueInt64() {
		diags.AddAttributeWarning(path.Root("validity_days"), "Current certificate keeps its validity period",
			fmt.Sprintf("%s keeps its validity period of %d days. This apply only saves validity_days = %d in the state, for the next order. "+
				"Changing validity_days to another value later replaces the certificate.",
				lifecycle.Capitalize(label(state)), days, m.ValidityDays.ValueInt64()))
	}
	return diags
}

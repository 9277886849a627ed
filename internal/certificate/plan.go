package certificate

import (
	"context"
	"fmt"
	"math"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
)

// ModifyPlan decides what a change does to the certificate. Terraform asks
// again during apply and insists on the same answer, so it looks at
// configuration, state and private state, never at the clock or the API.
func (r *certificateResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	var plan resourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if req.State.Raw.IsNull() {
		resp.Diagnostics.Append(plan.validateOrder()...)
		resp.Diagnostics.Append(markReplacement(ctx, resp.Private)...)
		return
	}

	var config, state resourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	left, diags := privatestate.Load[owed](ctx, req.Private, lifecycle.PendingWorkKey)
	resp.Diagnostics.Append(diags...)
	renewals, diags := loadMemory(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}

	plan.keepEquivalents(&state)
	replaced := plan.replacedAttributes(&config, &state)
	if state.IsRevoked() || state.IsFailedOrder() {
		plan.Status = types.StringUnknown()
		replaced.Append(path.Root("status"))
	}
	if left.DeploymentTargets {
		resp.Diagnostics.Append(owedWarning(&plan, &config)...)
		// The state shows the targets as planned, so nothing else would bring
		// them to Update.
		plan.Status = types.StringUnknown()
		if config.DeploymentTargets.IsNull() {
			// Nor are they the server's, to be kept.
			plan.DeploymentTargets = types.SetUnknown(types.StringType)
		}
	}
	why := notDue
	if len(replaced) == 0 {
		why, diags = plan.planRenewal(ctx, &state, renewals)
		resp.Diagnostics.Append(diags...)
	}
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, plannedRenewalKey, plannedRenewal{Cause: why})...)
	resp.RequiresReplace = replaced
	resp.Diagnostics.Append(plan.validateSettings(&state)...)
	resp.Diagnostics.Append(plan.lifetimeWarning(&state)...)
	resp.Diagnostics.Append(state.replacementWarning(replaced)...)

	if len(replaced) == 0 && !left.DeploymentTargets && why == notDue && plan.sameChoices(&state) {
		// Nothing but another spelling of the same: no change at all.
		resp.Plan.Raw = req.State.Raw
		return
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
}

// keepEquivalents keeps the state's spelling of names and key type where the
// configuration means the same. Terraform allows a plan to keep a prior value
// that differs from the configuration.
func (m *resourceModel) keepEquivalents(state *resourceModel) {
	canCompare := certmodel.HasValue(m.CommonName) && isWhole(m.SubjectAlternativeNames) &&
		m.SubjectAlternativeNames.IsNull() == state.SubjectAlternativeNames.IsNull()
	if canCompare && m.Names().Equal(state.Names()) {
		m.CommonName, m.SubjectAlternativeNames = state.CommonName, state.SubjectAlternativeNames
	}
	if certmodel.HasValue(m.KeyType) && certmodel.EqualKeyTypes(m.KeyType, state.KeyType) {
		m.KeyType = state.KeyType
	}
}

// replacedAttributes returns the attributes whose change needs another
// certificate. A value that the state lacks, as after an import, is only
// noted down.
func (m *resourceModel) replacedAttributes(config, state *resourceModel) path.Paths {
	var replaced path.Paths
	planned, held := m.Names(), state.Names()
	switch {
	case state.CommonName.IsNull():
	case config.CommonName.IsUnknown(), !planned.SameCommonName(held):
		replaced.Append(path.Root("common_name"))
	case state.SubjectAlternativeNames.IsNull(), config.SubjectAlternativeNames.IsNull():
	case !isWhole(config.SubjectAlternativeNames), !planned.Equal(held):
		replaced.Append(path.Root("subject_alternative_names"))
	}
	for _, attribute := range []struct {
		name          string
		config, state certmodel.Nullable
		changed       bool
	}{
		{"certificate_authority_id", config.CertificateAuthorityID, state.CertificateAuthorityID, !m.CertificateAuthorityID.Equal(state.CertificateAuthorityID)},
		{"key_type", config.KeyType, state.KeyType, !m.KeyType.Equal(state.KeyType)},
		{"key_size", config.KeySize, state.KeySize, !m.KeySize.Equal(state.KeySize)},
		{"validity_days", config.ValidityDays, state.ValidityDays, !m.ValidityDays.Equal(state.ValidityDays) && !m.isLifetimeOf(state)},
	} {
		if attribute.changed && !attribute.config.IsNull() && !attribute.state.IsNull() {
			replaced.Append(path.Root(attribute.name))
		}
	}
	return replaced
}

// sameChoices reports that both hold the same of all that a user can choose.
func (m *resourceModel) sameChoices(state *resourceModel) bool {
	return m.EqualSettings(&state.Model) &&
		m.CommonName.Equal(state.CommonName) &&
		m.SubjectAlternativeNames.Equal(state.SubjectAlternativeNames) &&
		m.CertificateAuthorityID.Equal(state.CertificateAuthorityID) &&
		m.KeyType.Equal(state.KeyType) &&
		m.KeySize.Equal(state.KeySize) &&
		m.ValidityDays.Equal(state.ValidityDays) &&
		m.Renewal.Equal(state.Renewal) &&
		m.EqualDestroy(state.DestroyModel) &&
		m.Timeouts.Equal(state.Timeouts)
}

// markReplacement acts where a plan starts from nothing. If there is a private
// state all the same, that is Terraform's second look at a replacement: the
// first one sees the state, and only its warnings are shown.
func markReplacement(ctx context.Context, private privatestate.State) diag.Diagnostics {
	replaced, diags := privatestate.Load[lifecycle.Origin](ctx, private, lifecycle.OriginKey)
	if replaced == (lifecycle.Origin{}) {
		return diags
	}
	diags.Append(privatestate.Store(ctx, private, replacementKey, replacement{Planned: true})...)
	return diags
}

// replacementWarning tells that the replacement of the state m leaves a time
// without a valid certificate. One that was asked for with -replace looks like
// no replacement to a provider.
func (m *resourceModel) replacementWarning(replaced path.Paths) diag.Diagnostics {
	var diags diag.Diagnostics
	isLive := certmodel.HasValue(m.CertificatePEM) && !m.IsRevoked() && !m.IsExpired()
	if len(replaced) > 0 && isLive && m.OnDestroy.ValueString() == certmodel.Revoke {
		diags.AddAttributeWarning(path.Root("on_destroy"), fmt.Sprintf("Without create_before_destroy, %s is revoked before its successor exists", label(m)),
			"This plan replaces it. Where the resource does not have create_before_destroy, Terraform destroys what it replaces before it creates the new one, "+
				`and the certificate in the state has on_destroy = "revoke". `+
				"A provider is not told whether it is set, so this warning shows in any case. To have the successor first:\n\n"+
				"  lifecycle {\n    create_before_destroy = true\n  }")
	}
	return diags
}

// owedWarning tells what the plan cannot show: the state has the targets as
// planned, and TigerTrust has not.
func owedWarning(plan, config *resourceModel) diag.Diagnostics {
	var diags diag.Diagnostics
	if certmodel.HasValue(config.DeploymentTargets) {
		diags.AddAttributeWarning(path.Root("deployment_targets"),
			fmt.Sprintf("The deployment targets of %s have not reached TigerTrust yet", label(plan)),
			"An earlier apply ended before it could send them. This plan shows that as a status that is known after apply, and the apply sends them.")
	}
	return diags
}

// lifetimeWarning tells that a validity_days which is new to the state changes
// nothing about the certificate that is there.
func (m *resourceModel) lifetimeWarning(state *resourceModel) diag.Diagnostics {
	var diags diag.Diagnostics
	if !state.ValidityDays.IsNull() || !certmodel.HasValue(m.ValidityDays) {
		return diags
	}
	days, ok := state.lifetimeDays()
	if ok && days != m.ValidityDays.ValueInt64() {
		diags.AddAttributeWarning(path.Root("validity_days"),
			fmt.Sprintf("%s keeps its lifetime of %d days", lifecycle.Capitalize(label(state)), days),
			fmt.Sprintf("validity_days = %d is noted in the state and applies when another certificate is ordered. Changing it to yet another number replaces the certificate.", m.ValidityDays.ValueInt64()))
	}
	return diags
}

// isLifetimeOf reports that validity_days is what the certificate of the state
// has in fact, be it that another number was ordered or noted.
func (m *resourceModel) isLifetimeOf(state *resourceModel) bool {
	days, ok := state.lifetimeDays()
	return ok && m.ValidityDays.ValueInt64() == days
}

// lifetimeDays returns the whole days that the certificate is valid from the
// first to the last, rounded: authorities like to take off a second.
func (m *resourceModel) lifetimeDays() (int64, bool) {
	from, to := m.Validity()
	if from.IsZero() || to.IsZero() {
		return 0, false
	}
	return int64(math.Round(to.Sub(from).Hours() / 24)), true
}

// isWhole reports that a set is known with all its elements, or null.
func isWhole(set types.Set) bool {
	return !set.IsUnknown() && len(certmodel.Strings(set)) == len(set.Elements())
}

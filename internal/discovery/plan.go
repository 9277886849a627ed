package discovery

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
)

// validateChanges checks the values that differ from the state. Users cannot
// correct a value that the server returned.
func (m *resourceModel) validateChanges(state *resourceModel) diag.Diagnostics {
	var diags diag.Diagnostics
	if !m.CertificateAuthorityID.Equal(state.CertificateAuthorityID) {
		diags.Append(certmodel.AtLeastOne("certificate_authority_id", m.CertificateAuthorityID)...)
	}
	if !m.RenewalThresholdDays.Equal(state.RenewalThresholdDays) {
		diags.Append(certmodel.AtLeastOne("renewal_threshold_days", m.RenewalThresholdDays)...)
	}
	return diags
}

// ModifyPlan reports changes that the API does not support. A plan for a new import
// also checks the access to the API.
func (r *importResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var config, plan, state resourceModel
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	current := r.certificate(&state, lifecycle.Origin{})
	if req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(current.PlanDestroy(state.DestroyModel)...)
		return
	}
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	plan.PlanOnDestroy(config.OnDestroy, certmodel.Abandon)
	plan.PlanFullChain()
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("on_destroy"), plan.OnDestroy)...)
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("full_chain_pem"), plan.FullChainPEM)...)

	if !req.State.Raw.IsNull() && plan.DiscoveredCertificateID.Equal(state.DiscoveredCertificateID) {
		isKept, diags := keepGranted(ctx, req.Private, &config, &plan, &state)
		resp.Diagnostics.Append(diags...)
		resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, certmodel.PlannedAppliedKey, certmodel.Applied{config.OrderValues()})...)
		switch {
		case isKept && plan.equalArguments(&config, &state):
			resp.Plan.Raw = req.State.Raw
		case isKept:
			resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
		}
	}
	resp.Diagnostics.Append(plan.validateChanges(&state)...)
	if req.State.Raw.IsNull() {
		if !resp.Diagnostics.HasError() {
			resp.Diagnostics.Append(lifecycle.CheckAccess(ctx, r.session)...)
		}
		return
	}
	if !plan.DiscoveredCertificateID.Equal(state.DiscoveredCertificateID) {
		resp.Diagnostics.Append(r.replacementWarning(current, &state)...)
		return
	}
	resp.Diagnostics.Append(unsupportedCAChange(current, plan.CertificateAuthorityID)...)
}

// warnReplacement is the kind of [importResource.replacementWarning].
const warnReplacement session.Warning = "the plan replaces an import"

// replacementWarning warns that replacing the import revokes a certificate that
// may be the same as its replacement.
func (r *importResource) replacementWarning(current lifecycle.Certificate, state *resourceModel) diag.Diagnostics {
	var diags diag.Diagnostics
	if state.Revokes() && current.Model.IsLive(r.session.Now()) && r.session.FirstOf(warnReplacement) {
		diags.AddAttributeWarning(path.Root("on_destroy"), "Replacing this import revokes the current certificate",
			fmt.Sprintf("This plan replaces the import of %s, which has on_destroy = \"revoke\" in the state. The same applies to every other import that the plan replaces, unless it has on_destroy = \"abandon\" in the state. "+
				"Without create_before_destroy, Terraform revokes the certificate first. If both discovered certificates are the same certificate on two hosts, it then imports a revoked certificate. "+
				`Set lifecycle { create_before_destroy = true }, which prevents this revocation, or apply on_destroy = "abandon" first.`, current.Label()))
	}
	return diags
}

// unsupportedCAChange returns an error if the configuration contains another
// certificate authority (CA) than the import.
func unsupportedCAChange(current lifecycle.Certificate, ca types.Int64) diag.Diagnostics {
	var diags diag.Diagnostics
	imported := current.Model.CertificateAuthorityID
	if !certmodel.HasValue(ca) || ca.Equal(imported) {
		return nil
	}
	with, next := "without a certificate authority (CA)", "Remove certificate_authority_id"
	if certmodel.HasValue(imported) {
		with, next = fmt.Sprintf("with certificate authority (CA) %d", imported.ValueInt64()), fmt.Sprintf("Set certificate_authority_id = %d", imported.ValueInt64())
	}
	diags.AddAttributeError(path.Root("certificate_authority_id"), "Unsupported change to certificate_authority_id",
		fmt.Sprintf("%s was imported %s, and the API cannot change the CA. %s, or order a tigertrust_certificate from the other CA.", current.Title(), with, next))
	return diags
}

package discovery

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
)

// validateChanges checks the values that differ from the state. Users cannot
// correct a value that the server returned.
func (m *resourceModel) validateChanges(state *resourceModel) diag.Diagnostics {
	diags := certmodel.AtLeastOne("discovered_certificate_id", m.DiscoveredCertificateID)
	if !m.CertificateAuthorityID.Equal(state.CertificateAuthorityID) {
		diags.Append(certmodel.AtLeastOne("certificate_authority_id", m.CertificateAuthorityID)...)
	}
	if !m.RenewalThresholdDays.Equal(state.RenewalThresholdDays) {
		diags.Append(certmodel.AtLeastOne("renewal_threshold_days", m.RenewalThresholdDays)...)
	}
	return diags
}

// ModifyPlan reports changes that the API does not support.
func (r *importResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	var plan, state resourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}

	resp.Diagnostics.Append(plan.validateChanges(&state)...)
	label := r.certificate(&state, lifecycle.Origin{}).Label()
	changesCertificate := certmodel.HasValue(state.DiscoveredCertificateID) && !plan.DiscoveredCertificateID.Equal(state.DiscoveredCertificateID)
	if changesCertificate && state.OnDestroy.ValueString() == certmodel.Revoke && !state.IsRevoked() {
		resp.Diagnostics.AddAttributeWarning(path.Root("on_destroy"),
			"Without create_before_destroy, replacing this import revokes "+label+" first",
			"If both discovered certificates are the same certificate on two hosts, Terraform then imports a revoked certificate. "+
				`Set lifecycle { create_before_destroy = true }, which prevents this revocation, or apply on_destroy = "abandon" first.`)
	}
	ca := plan.CertificateAuthorityID
	isSameCertificate := plan.DiscoveredCertificateID.Equal(state.DiscoveredCertificateID)
	if isSameCertificate && certmodel.HasValue(ca) && certmodel.HasValue(state.CertificateAuthorityID) && !ca.Equal(state.CertificateAuthorityID) {
		resp.Diagnostics.AddAttributeError(path.Root("certificate_authority_id"), "Unsupported change to certificate_authority_id",
			fmt.Sprintf("%s was imported with certificate authority (CA) %d, and the API cannot change the CA. "+
				"Set certificate_authority_id = %[2]d, or order a tigertrust_certificate from the other CA.", lifecycle.Capitalize(label), state.CertificateAuthorityID.ValueInt64()))
	}
}

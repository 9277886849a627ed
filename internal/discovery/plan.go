package discovery

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
)

// ModifyPlan refuses what the API could not do.
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

	// A value that came from the server is not the user's to put right.
	if days := plan.RenewalThresholdDays; !days.Equal(state.RenewalThresholdDays) {
		resp.Diagnostics.Append(certmodel.AtLeastOne("renewal_threshold_days", days)...)
	}
	isMoved := certmodel.HasValue(state.DiscoveredCertificateID) && !plan.DiscoveredCertificateID.Equal(state.DiscoveredCertificateID)
	if isMoved && state.OnDestroy.ValueString() == certmodel.Revoke && !state.IsRevoked() {
		resp.Diagnostics.AddAttributeWarning(path.Root("on_destroy"),
			fmt.Sprintf("Without create_before_destroy, %s is revoked before the other one is imported", r.held(&state, lifecycle.Origin{}).Label()),
			"If both discovered certificates are the same one on two hosts, the import then finds it revoked. "+
				`With lifecycle { create_before_destroy = true } it is recognised and not revoked; on_destroy = "abandon", applied first, leaves it alone in any case.`)
	}
	authority := plan.CertificateAuthorityID
	isSame := plan.DiscoveredCertificateID.Equal(state.DiscoveredCertificateID)
	if isSame && certmodel.HasValue(authority) && certmodel.HasValue(state.CertificateAuthorityID) && !authority.Equal(state.CertificateAuthorityID) {
		resp.Diagnostics.AddAttributeError(path.Root("certificate_authority_id"), "The authority of an imported certificate cannot change",
			fmt.Sprintf("%s was imported with the authority %d, and the API cannot change that. Set certificate_authority_id back, "+
				"or order a tigertrust_certificate from the other authority.", lifecycle.Capitalize(r.held(&state, lifecycle.Origin{}).Label()), state.CertificateAuthorityID.ValueInt64()))
	}
}

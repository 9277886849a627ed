package deployment

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
)

// ModifyPlan decides whether the apply deploys the certificate and verifies the
// deployment. If it does, the plan shows last_deployed_at or last_verified_at as
// known after apply. A plan for a new deployment also checks the access to the API.
func (r *deploymentResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	var config, plan, state resourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if req.State.Raw.IsNull() {
		resp.Diagnostics.Append(plan.planVerification(ctx, &plan, true)...)
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("last_verified_at"), plan.LastVerifiedAt)...)
		resp.Diagnostics.Append(lifecycle.CheckAccess(ctx, r.session)...)
		return
	}
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	observed, diags := privatestate.Load[observation](ctx, req.Private, observationKey)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}

	decision := decide(&state, &plan, observed)
	if decision.keepsFingerprint {
		plan.CertificateFingerprint = state.CertificateFingerprint
	}
	if decision.deploysAll() && config.CertificateFingerprint.IsNull() {
		plan.CertificateFingerprint = types.StringUnknown()
	}
	if len(decision.targets) > 0 {
		plan.Locations = types.ListUnknown(certmodel.LocationType)
		plan.LastDeployedAt = timetypes.NewRFC3339Unknown()
	}
	resp.Diagnostics.Append(plan.planVerification(ctx, &state, len(decision.targets) > 0)...)
	if decision.reason == reasonMissing {
		resp.Diagnostics.Append(missingLocationWarning(&state, observed))
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
}

// missingLocationWarning explains a deployment that no other change in the plan
// explains.
func missingLocationWarning(state *resourceModel, observed observation) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(path.Root("locations"),
		fmt.Sprintf("Certificate %s will be deployed again because a file is missing", state.CertificateID.ValueString()),
		"The agents no longer report these locations: "+observed.Missing+".")
}

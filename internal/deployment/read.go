package deployment

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
)

// Read observes the certificate for the next plan. It does not change the state,
// because the state records what Terraform deployed. Only the first Read after an
// import fills in the state.
func (r *deploymentResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state resourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	observed, diags := privatestate.Load[observation](ctx, req.Private, observationKey)
	resp.Diagnostics.Append(diags...)
	deployed, diags := state.locations(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}

	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	certificate := r.certificate(&state, observed)
	current, diags := certificate.Read(ctx)
	resp.Diagnostics.Append(diags...)
	switch {
	case current == nil && len(diags) > 0:
		return
	case current == nil && state.isImported():
		resp.Diagnostics.Append(certificate.ImportNotFoundError())
		return
	case current == nil:
		resp.State.RemoveResource(ctx)
		return
	}
	if current.Model.IsRevoked() {
		resp.Diagnostics.AddWarning(fmt.Sprintf("The deployed certificate %s is revoked", state.CertificateID.ValueString()),
			"Clients that check for revocation reject it. Deploy another certificate to these targets.")
	}

	observed = observed.update(r.session, current)
	reported := agentLocations(current, state.AgentID)
	if state.isImported() {
		// Existing files count as deployed.
		observed.Deployed = observed.Fingerprint
		if len(reported) == 0 {
			resp.Diagnostics.Append(unverifiedImportWarning(&state))
		}
		state.CertificateFingerprint = current.Model.Fingerprint
		resp.Diagnostics.Append(state.setLocations(ctx, reported)...)
		resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	} else if current.Locations != nil {
		observed.Missing = missingLocations(deployed, reported)
	}
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, observationKey, observed)...)
}

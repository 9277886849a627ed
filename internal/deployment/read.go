package deployment

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Read looks whether what was deployed is still what should be there. It
// changes nothing in the state, which says what was deployed, but after an
// import; the plan goes by what it saw.
func (r *deploymentResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state resourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	saw, diags := privatestate.Load[sighting](ctx, req.Private, sightingKey)
	resp.Diagnostics.Append(diags...)
	expected, diags := state.expected(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}

	held := r.held(&state, saw)
	certificate, diags := held.Read(ctx)
	resp.Diagnostics.Append(diags...)
	switch {
	case certificate == nil && len(diags) > 0:
		return
	case certificate == nil && state.isImported():
		resp.Diagnostics.Append(held.ImportNotFoundError())
		return
	case certificate == nil:
		resp.State.RemoveResource(ctx)
		return
	}
	if certificate.HasStatus(tigertrust.StatusRevoked) {
		resp.Diagnostics.AddWarning(fmt.Sprintf("Certificate %d is deployed and revoked", state.CertificateID.ValueInt64()),
			"Clients that check will refuse it. Deploy another certificate in its place.")
	}

	own, saw := state.ownLocations(certificate), saw.sees(r.session, certificate)
	if state.isImported() {
		// What is there counts as deployed.
		saw.Deployed = saw.Fingerprint
		state.CertificateFingerprint = certmodel.StringValue(certificate.Fingerprint)
		state.Locations, diags = types.ListValueFrom(ctx, certmodel.LocationType, own)
		resp.Diagnostics.Append(diags...)
		resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	} else if certificate.Locations != nil {
		saw.Missing = missing(expected, own)
	}
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, sightingKey, saw)...)
}

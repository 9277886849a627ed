package deployment

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/managed"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// sightingKey is the key of the private state.
const sightingKey = "sighting"

// sighting is what Read saw of the certificate. The state cannot show it: it
// holds what was deployed.
type sighting struct {
	managed.Record
	// Fingerprint is the certificate's, which a renewal changes.
	Fingerprint string `json:"fingerprint,omitempty"`
	// DeployedByServer: the certificate's own deployment targets hold all
	// targets of the resource, so TigerTrust deploys what it renews.
	DeployedByServer bool `json:"deployed_by_server,omitempty"`
	// Missing names the locations of the state that are gone.
	Missing string `json:"missing,omitempty"`
}

// isRenewed reports that another certificate than the deployed one was seen
// under the same id.
func (s sighting) isRenewed(state *resourceModel) bool {
	return s.Fingerprint != "" && !state.CertificateFingerprint.IsNull() && s.Fingerprint != state.CertificateFingerprint.ValueString()
}

// Read looks whether what was deployed is still what should be there. It
// changes nothing in the state, which says what was deployed; the plan goes by
// what it saw.
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

	held := managed.Certificate{
		Client:      r.client,
		ID:          state.certificateID(),
		Facts:       &managed.Facts{},
		Record:      saw.Record,
		IDAttribute: "certificate_id",
	}
	certificate, diags := held.Read(ctx)
	resp.Diagnostics.Append(diags...)
	switch {
	case certificate == nil && len(diags) > 0:
		return
	case certificate == nil && state.isImported():
		resp.Diagnostics.Append(held.NothingToImport())
		return
	case certificate == nil:
		resp.State.RemoveResource(ctx)
		return
	}
	if certificate.HasStatus(tigertrust.StatusRevoked) {
		resp.Diagnostics.AddWarning(fmt.Sprintf("Certificate %d is deployed and revoked", state.CertificateID.ValueInt64()),
			"Clients that check will refuse it. Deploy another certificate in its place.")
	}

	own := state.ownLocations(certificate)
	if state.isImported() {
		state.CertificateFingerprint = types.StringPointerValue(certificate.Fingerprint)
		state.Locations, diags = types.ListValueFrom(ctx, locationType, own)
		resp.Diagnostics.Append(diags...)
		resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	}
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, sightingKey, sighting{
		Record:           saw.SeenNow(r.client),
		Fingerprint:      types.StringPointerValue(certificate.Fingerprint).ValueString(),
		DeployedByServer: certificate.DeploymentTargets != nil && len(without(state.targets(), *certificate.DeploymentTargets)) == 0,
		Missing:          missing(expected, own),
	})...)
}

// missing names the expected locations that are not among the present ones.
func missing(expected, present []locationModel) string {
	var gone []string
	for _, location := range expected {
		if !slices.ContainsFunc(present, location.samePlace) {
			gone = append(gone, location.String())
		}
	}
	return strings.Join(gone, ", ")
}

package discovery

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
)

// Read takes what the API tells of the managed certificate as the truth. A
// revoked one is not replaced: it would be adopted again, for ever.
func (r *importResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state resourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	seen, diags := privatestate.Load[lifecycle.Origin](ctx, req.Private, lifecycle.OriginKey)
	resp.Diagnostics.Append(diags...)
	left, diags := privatestate.Load[lifecycle.PendingWork](ctx, req.Private, lifecycle.PendingWorkKey)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("discovered_certificate_id"), state.DiscoveredCertificateID)...)
	if state.CertificateID.IsNull() {
		resp.Diagnostics.Append(r.findCertificate(ctx, &state)...)
		if resp.Diagnostics.HasError() {
			return
		}
	}

	held := r.held(&state, seen)
	answer, diags := held.Read(ctx)
	resp.Diagnostics.Append(diags...)
	switch {
	case answer == nil && len(diags) > 0:
		return
	case answer == nil && state.isImported(seen):
		resp.Diagnostics.Append(held.ImportNotFoundError())
		return
	case answer == nil:
		resp.State.RemoveResource(ctx)
		return
	}
	facts := certmodel.FromAPI(answer)
	if facts.IsRevoked() {
		resp.Diagnostics.AddWarning(held.Title()+" is revoked",
			"A revocation cannot be undone, and another import of the discovered certificate would only find this one again. Order a tigertrust_certificate in its place and remove this resource.")
	}
	left, diags = held.CompletePending(ctx, facts, left)
	resp.Diagnostics.Append(diags...)
	state.ApplyResponse(facts)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, lifecycle.OriginKey, seen.ObservedNow(r.session).WithEchoed(answer))...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, lifecycle.PendingWorkKey, left)...)
}

// findCertificate completes a state that an import by the discovered id made.
func (r *importResource) findCertificate(ctx context.Context, state *resourceModel) diag.Diagnostics {
	var diags diag.Diagnostics
	id, err := r.importedAs(ctx, state.discoveredID(), nil)
	switch {
	case err != nil:
		diags.Append(apidiag.Error(fmt.Sprintf("Could not find out what discovered certificate %d was imported as", state.discoveredID()), err, nil))
	case id == 0:
		diags.AddAttributeError(path.Root("discovered_certificate_id"),
			fmt.Sprintf("Discovered certificate %d is not known to be imported", state.discoveredID()),
			fmt.Sprintf("If it is not, there is nothing to import into the state: let an apply import it into TigerTrust. If it is, name the certificate that it became: terraform import ADDRESS %d:CERTIFICATE_ID",
				state.discoveredID()))
	default:
		state.CertificateID = types.Int64Value(int64(id))
	}
	return diags
}

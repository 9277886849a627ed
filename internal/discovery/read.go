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
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Read refreshes the state from the API. A revoked certificate is not replaced,
// because another import would adopt it again.
func (r *importResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state resourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	origin, diags := privatestate.Load[lifecycle.Origin](ctx, req.Private, lifecycle.OriginKey)
	resp.Diagnostics.Append(diags...)
	pending, diags := privatestate.Load[lifecycle.PendingWork](ctx, req.Private, lifecycle.PendingWorkKey)
	resp.Diagnostics.Append(diags...)
	applied, diags := privatestate.Load[certmodel.Applied](ctx, req.Private, certmodel.AppliedKey)
	resp.Diagnostics.Append(diags...)
	sent, diags := privatestate.Load[certmodel.SentSettings](ctx, req.Private, certmodel.SentSettingsKey)
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

	certificate := r.certificate(&state, origin)
	observed, diags := certificate.Read(ctx)
	resp.Diagnostics.Append(diags...)
	switch {
	case observed == nil && len(diags) > 0:
		return
	case observed == nil && state.isImported(origin):
		resp.Diagnostics.Append(certificate.ImportNotFoundError())
		return
	case observed == nil:
		resp.State.RemoveResource(ctx)
		return
	}
	if state.isImported(origin) && r.isOther(ctx, state.discoveredID(), observed) {
		resp.Diagnostics.AddAttributeError(path.Root("certificate_id"),
			fmt.Sprintf("%s is not discovered certificate %s", lifecycle.Certificate{ID: certificate.ID, Model: observed.Model}.Title(), state.discoveredID()),
			"They have different common names. After the colon, use the ID of the managed certificate that TigerTrust created when it imported the discovered certificate.")
		return
	}
	if observed.Model.IsRevoked() {
		resp.Diagnostics.AddWarning(certificate.Title()+" is revoked",
			"A revocation cannot be undone, and importing the discovered certificate again would return the same certificate. Order a tigertrust_certificate and remove this resource.")
	}
	pending, diags = certificate.CompletePending(ctx, observed.Model, pending)
	resp.Diagnostics.Append(diags...)
	before := state.OrderValues()
	state.ApplyResponse(observed.Model)
	sent.RecordGranted(observed.Settings())
	if state.IsPending() {
		resp.Diagnostics.Append(certificate.Pending()...)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, lifecycle.OriginKey, origin.ObservedNow(r.session).WithEchoed(observed))...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, lifecycle.PendingWorkKey, pending)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, certmodel.AppliedKey, applied.Refresh(before, state.OrderValues()))...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, certmodel.SentSettingsKey, sent)...)
}

// findCertificate sets the managed certificate after an import into the state by
// the id of the discovered certificate.
func (r *importResource) findCertificate(ctx context.Context, state *resourceModel) diag.Diagnostics {
	var diags diag.Diagnostics
	id, _, err := r.importedAs(ctx, state.discoveredID(), nil)
	switch {
	case err != nil:
		diags.Append(findError(state.discoveredID(), err))
	case id == "":
		diags.AddAttributeError(path.Root("discovered_certificate_id"),
			fmt.Sprintf("No managed certificate found for discovered certificate %s", state.discoveredID()),
			fmt.Sprintf("If TigerTrust has not imported it yet, run terraform apply instead of terraform import. If it has, add the ID of the managed certificate: terraform import ADDRESS %s:CERTIFICATE_ID",
				state.discoveredID()))
	default:
		state.CertificateID = types.StringValue(string(id))
	}
	return diags
}

// findError returns the error of a search for a managed certificate.
func findError(discovered tigertrust.ID, err error) diag.Diagnostic {
	return apidiag.Error(fmt.Sprintf("Could not find the managed certificate of discovered certificate %s", discovered), err, nil)
}

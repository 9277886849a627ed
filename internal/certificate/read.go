package certificate

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Read takes what the API tells as the truth. Only the API's own code for it
// means that a certificate is gone: were a proxy's 404 believed, one wrong
// setting would empty the state and order a whole fleet anew.
func (r *certificateResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state resourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	seen, diags := load[record](ctx, req.Private, recordKey)
	resp.Diagnostics.Append(diags...)
	left, diags := load[owed](ctx, req.Private, owedKey)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}

	certificate, err := r.client.Certificate(ctx, state.certificateID())
	switch {
	case errors.Is(err, tigertrust.ErrCertificateNotFound) && state.isImported():
		resp.Diagnostics.Append(apidiag.Error(
			fmt.Sprintf("There is no certificate %d to import", state.ID.ValueInt64()), err, attributes))
		return
	case errors.Is(err, tigertrust.ErrCertificateNotFound):
		if problem := r.notFoundElsewhere(&state, seen); problem != nil {
			resp.Diagnostics.Append(problem)
			return
		}
		if seen.isNew(r.client.Now()) {
			resp.Diagnostics.Append(notFoundYet(&state, seen))
			return
		}
		resp.State.RemoveResource(ctx)
		return
	case err != nil:
		resp.Diagnostics.Append(apidiag.Error("Could not read "+label(&state), err, attributes))
		return
	}
	facts := answerModel(certificate)
	if state.isImported() && facts.isRevoked() {
		resp.Diagnostics.AddError(
			fmt.Sprintf("Certificate %d is revoked and cannot be imported", state.ID.ValueInt64()),
			"A revocation cannot be undone, so the next apply would replace it. Remove the import and let Terraform order a new certificate, "+
				"or import another one for the same names.")
		return
	}

	if left.Completion && certificate.Issued() {
		left.Completion = !r.complete(ctx, facts, &resp.Diagnostics)
	}
	state.refresh(facts)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	resp.Diagnostics.Append(store(ctx, resp.Private, recordKey, seen.seenNow(r.client))...)
	resp.Diagnostics.Append(store(ctx, resp.Private, owedKey, left)...)
}

// notFoundElsewhere returns the error that is due when a certificate is not
// found in another place than where it was last seen, else nil.
func (r *certificateResource) notFoundElsewhere(state *resourceModel, seen record) diag.Diagnostic {
	here := seen.seenNow(r.client)
	if seen.Endpoint == "" || seen.Endpoint == here.Endpoint && seen.WorkspaceID == here.WorkspaceID {
		return nil
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("id"),
		capitalized(label(state))+" is not in the place that the provider is set to",
		fmt.Sprintf("It was last seen at %s, and was looked for at %s. Set endpoint and workspace_id of the provider back, "+
			"or, if it should be managed there no longer, remove it from the state: terraform state rm ADDRESS", seen.place(), here.place()))
}

// notFoundYet warns that nobody can tell yet whether a certificate is there.
func notFoundYet(state *resourceModel, seen record) diag.Diagnostic {
	return diag.NewWarningDiagnostic(capitalized(label(state))+" is not found yet",
		fmt.Sprintf("It was ordered at %s, and TigerTrust may need a while until it shows what is new. It stays in the state as it is, and the next plan or apply looks again. "+
			"If it is still not found an hour after the order, it counts as gone.", seen.orderedAt()))
}

// place names endpoint and workspace.
func (r record) place() string {
	if r.WorkspaceID == "" {
		return r.Endpoint + " in the default workspace of its key"
	}
	return fmt.Sprintf("%s in the workspace %s", r.Endpoint, r.WorkspaceID)
}

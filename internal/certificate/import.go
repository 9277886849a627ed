package certificate

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// ImportState takes the id, as a text or as identity; the Read that follows
// fills in the rest.
func (r *certificateResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	text, diags := certmodel.ImportID(ctx, req, "id")
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	id, err := tigertrust.ParseID(text)
	if err != nil {
		resp.Diagnostics.AddError("This is not the id of a certificate",
			lifecycle.Capitalize(err.Error())+". A certificate is imported by its number, as TigerTrust shows it: terraform import ADDRESS 123")
		return
	}
	resp.Diagnostics.Append(beginImport(ctx, &resp.State, id)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, lifecycle.PendingWorkKey, owed{PendingWork: lifecycle.PendingWork{Completion: true}})...)
}

// beginImport sets what an import has ahead of its first Read. Defaults of the
// schema are part of it, or the first plan would show them as a change.
func beginImport(ctx context.Context, target interface {
	SetAttribute(ctx context.Context, path path.Path, value any) diag.Diagnostics
}, id tigertrust.ID,
) diag.Diagnostics {
	diags := target.SetAttribute(ctx, path.Root("id"), int64(id))
	diags.Append(target.SetAttribute(ctx, path.Root("on_destroy"), certmodel.Revoke)...)
	return diags
}

// setListed sets what an import and the Read after it would.
func setListed(ctx context.Context, target *tfsdk.Resource, id tigertrust.ID, told *certmodel.Model) diag.Diagnostics {
	diags := beginImport(ctx, target, id)
	var model resourceModel
	diags.Append(target.Get(ctx, &model)...)
	if diags.HasError() {
		return diags
	}
	model.refresh(told)
	diags.Append(target.Set(ctx, &model)...)
	return diags
}

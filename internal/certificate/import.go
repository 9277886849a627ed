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

// ImportState stores the id from the import id or the identity. Terraform then
// calls Read, which fills in the other attributes.
func (r *certificateResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	text, diags := certmodel.ImportID(ctx, req, "id")
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	id, err := tigertrust.ParseID(text)
	if err != nil {
		resp.Diagnostics.AddError("Invalid import ID",
			"The import ID "+err.Error()+", such as: terraform import ADDRESS 1045")
		return
	}
	resp.Diagnostics.Append(beginImport(ctx, &resp.State, id)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, lifecycle.PendingWorkKey, pendingWork{PendingWork: lifecycle.PendingWork{Completion: true}})...)
}

// beginImport sets the attributes that an import needs before its first Read:
// the id, and on_destroy. Terraform does not revoke what it did not order, unless
// the configuration says so.
func beginImport(ctx context.Context, target interface {
	SetAttribute(ctx context.Context, path path.Path, value any) diag.Diagnostics
}, id tigertrust.ID,
) diag.Diagnostics {
	diags := target.SetAttribute(ctx, path.Root("id"), id)
	diags.Append(target.SetAttribute(ctx, path.Root("on_destroy"), certmodel.Abandon)...)
	return diags
}

// setQueryResult sets the attributes that an import and its first Read set.
func setQueryResult(ctx context.Context, target *tfsdk.Resource, id tigertrust.ID, response *certmodel.Model) diag.Diagnostics {
	diags := beginImport(ctx, target, id)
	var model resourceModel
	diags.Append(target.Get(ctx, &model)...)
	if diags.HasError() {
		return diags
	}
	model.refresh(response)
	diags.Append(target.Set(ctx, &model)...)
	return diags
}

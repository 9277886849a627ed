package certificate

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/managed"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// ImportState takes the id, as a text or as identity; the Read that follows fills in the rest. Defaults
// of the schema have to be set here, or the first plan would show them as a
// change.
func (r *certificateResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	text, diags := managed.ImportID(ctx, req, "id")
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	id, err := tigertrust.ParseID(text)
	if err != nil {
		resp.Diagnostics.AddError("This is not the id of a certificate",
			managed.Capitalized(err.Error())+". A certificate is imported by its number, as TigerTrust shows it: terraform import ADDRESS 123")
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), int64(id))...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("on_destroy"), managed.Revoke)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, owedKey, owed{Completion: true})...)
}

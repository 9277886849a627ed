package discovery

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// ImportState accepts DISCOVERED_ID, as an id or an identity, or
// DISCOVERED_ID:CERTIFICATE_ID if the API does not return the managed
// certificate. It sets the defaults of the schema, because otherwise the first
// plan would show them as changes.
func (r *importResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	text, diags := certmodel.ImportID(ctx, req, "discovered_certificate_id")
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ids := []string{text}
	if req.ID != "" {
		ids = strings.SplitN(req.ID, ":", 2)
	}
	for i, text := range ids {
		id, err := tigertrust.ParseID(text)
		if err != nil {
			resp.Diagnostics.AddError("Invalid import ID",
				"The import ID "+err.Error()+". Use the ID of the discovered certificate (terraform import ADDRESS 1045), "+
					"or this ID and that of the managed certificate (terraform import ADDRESS 1045:2001).")
			return
		}
		attribute := []string{"discovered_certificate_id", "certificate_id"}[i]
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(attribute), id)...)
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("on_destroy"), certmodel.Abandon)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, lifecycle.PendingWorkKey, lifecycle.PendingWork{Completion: true})...)
}

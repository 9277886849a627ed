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
	ids, diags := certmodel.ImportID(ctx, req, "discovered_certificate_id")
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	for i, text := range strings.SplitN(ids, ":", 2) {
		id, err := tigertrust.ParseID(text)
		if err != nil {
			resp.Diagnostics.AddError("Invalid import ID",
				lifecycle.Capitalize(err.Error())+". Use the ID of the discovered certificate (terraform import ADDRESS 123), "+
					"or this ID and that of the managed certificate (terraform import ADDRESS 123:456).")
			return
		}
		attribute := []string{"discovered_certificate_id", "certificate_id"}[i]
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(attribute), int64(id))...)
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("on_destroy"), certmodel.Abandon)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, lifecycle.PendingWorkKey, lifecycle.PendingWork{Completion: true})...)
}

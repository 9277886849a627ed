package certificate

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
)

// discoveredImport is the resource that a certificate can be moved from.
const discoveredImport = "tigertrust_discovered_import"

// MoveState takes over a certificate from tigertrust_discovered_import, where a
// moved block says so.
func (r *certificateResource) MoveState(context.Context) []resource.StateMover {
	return []resource.StateMover{{StateMover: moveDiscoveredImport}}
}

// moveDiscoveredImport keeps every attribute of the same name. The id has
// another name there, and validity_days is not known.
func moveDiscoveredImport(ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
	if req.SourceTypeName != discoveredImport || !strings.HasSuffix(req.SourceProviderAddress, "/tigertrust") {
		return
	}
	schema := resourceSchema()
	moved, err := req.SourceRawState.UnmarshalWithOpts(schema.Type().TerraformType(ctx), tfprotov6.UnmarshalOpts{
		ValueFromJSONOpts: tftypes.ValueFromJSONOpts{IgnoreUndefinedAttributes: true},
	})
	var source struct {
		CertificateID int64 `json:"certificate_id"`
	}
	if err == nil {
		err = json.Unmarshal(req.SourceRawState.JSON, &source)
	}
	if err != nil {
		resp.Diagnostics.AddError("The state of the "+discoveredImport+" cannot be read", err.Error())
		return
	}
	resp.TargetState = tfsdk.State{Schema: schema, Raw: moved}
	resp.Diagnostics.Append(resp.TargetState.SetAttribute(ctx, path.Root("id"), source.CertificateID)...)
	resp.Diagnostics.Append(resp.TargetIdentity.SetAttribute(ctx, path.Root("id"), source.CertificateID)...)
	for _, key := range []string{lifecycle.OriginKey, lifecycle.PendingWorkKey} {
		value, diags := req.SourcePrivate.GetKey(ctx, key)
		resp.Diagnostics.Append(diags...)
		if len(value) > 0 {
			resp.Diagnostics.Append(resp.TargetPrivate.SetKey(ctx, key, value)...)
		}
	}
}

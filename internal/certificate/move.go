package certificate

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// discoveredImport is the resource type from which a certificate can be moved.
const discoveredImport = "tigertrust_discovered_import"

// MoveState supports moved blocks from a tigertrust_discovered_import.
func (r *certificateResource) MoveState(context.Context) []resource.StateMover {
	return []resource.StateMover{{StateMover: moveDiscoveredImport}}
}

// moveDiscoveredImport copies all attributes with the same name, and the id, which
// is certificate_id in the source. A discovered import has no validity_days.
func moveDiscoveredImport(ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
	if req.SourceTypeName != discoveredImport || !strings.HasSuffix(req.SourceProviderAddress, "/tigertrust") {
		return
	}
	schema := resourceSchema()
	moved, err := req.SourceRawState.UnmarshalWithOpts(schema.Type().TerraformType(ctx), tfprotov6.UnmarshalOpts{
		ValueFromJSONOpts: tftypes.ValueFromJSONOpts{IgnoreUndefinedAttributes: true},
	})
	var source struct {
		CertificateID tigertrust.ID `json:"certificate_id"`
	}
	if err == nil {
		err = json.Unmarshal(req.SourceRawState.JSON, &source)
	}
	if err != nil {
		resp.Diagnostics.AddError("Could not move the state of a "+discoveredImport, "The state could not be decoded: "+err.Error())
		return
	}
	resp.TargetState = tfsdk.State{Schema: schema, Raw: moved}
	resp.Diagnostics.Append(resp.TargetState.SetAttribute(ctx, path.Root("id"), source.CertificateID)...)
	var onDestroy types.String
	resp.Diagnostics.Append(resp.TargetState.GetAttribute(ctx, path.Root("on_destroy"), &onDestroy)...)
	if onDestroy.IsNull() {
		resp.Diagnostics.Append(resp.TargetState.SetAttribute(ctx, path.Root("on_destroy"), certmodel.Abandon)...)
	}
	resp.Diagnostics.Append(resp.TargetIdentity.SetAttribute(ctx, path.Root("id"), source.CertificateID)...)
	for _, key := range []string{lifecycle.OriginKey, lifecycle.PendingWorkKey, certmodel.AppliedKey, certmodel.SentSettingsKey} {
		value, diags := req.SourcePrivate.GetKey(ctx, key)
		resp.Diagnostics.Append(diags...)
		if len(value) > 0 {
			resp.Diagnostics.Append(resp.TargetPrivate.SetKey(ctx, key, value)...)
		}
	}
}

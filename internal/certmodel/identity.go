package certmodel

import (
	"context"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// IdentitySchema returns the schema of an identity with one numeric attribute.
func IdentitySchema(attribute, description string) identityschema.Schema {
	return identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		attribute: identityschema.Int64Attribute{Description: description, RequiredForImport: true},
	}}
}

// ImportID returns the import id: the id in the request, or the number in an
// attribute of its identity.
func ImportID(ctx context.Context, req resource.ImportStateRequest, attribute string) (string, diag.Diagnostics) {
	if req.ID != "" || req.Identity == nil || req.Identity.Raw.IsNull() {
		return req.ID, nil
	}
	var id types.Int64
	diags := req.Identity.GetAttribute(ctx, path.Root(attribute), &id)
	return strconv.FormatInt(id.ValueInt64(), 10), diags
}

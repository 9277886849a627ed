package certificate

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

var (
	_ resource.ResourceWithConfigure      = (*certificateResource)(nil)
	_ resource.ResourceWithValidateConfig = (*certificateResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*certificateResource)(nil)
	_ resource.ResourceWithImportState    = (*certificateResource)(nil)
	_ resource.ResourceWithMoveState      = (*certificateResource)(nil)
	_ resource.ResourceWithIdentity       = (*certificateResource)(nil)

	_ resource.ResourceWithUpgradeIdentity = (*certificateResource)(nil)
)

type certificateResource struct {
	session *session.Session
}

// NewResource returns the resource tigertrust_certificate.
func NewResource() resource.Resource { return &certificateResource{} }

func (r *certificateResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_certificate"
}

func (r *certificateResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (r *certificateResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema()
}

func (r *certificateResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = certmodel.IdentitySchema("id", certmodel.DescribeID)
	resp.IdentitySchema.Version = 1
}

// UpgradeIdentity drops the identity of a tigertrust_discovered_import, which has
// version 0. After a move, OpenTofu passes it here, and ignores the identity that
// MoveState returns. The next Read returns the identity again.
func (r *certificateResource) UpgradeIdentity(context.Context) map[int64]resource.IdentityUpgrader {
	return map[int64]resource.IdentityUpgrader{0: {
		IdentityUpgrader: func(ctx context.Context, _ resource.UpgradeIdentityRequest, resp *resource.UpgradeIdentityResponse) {
			resp.Identity.Raw = tftypes.NewValue(resp.Identity.Schema.Type().TerraformType(ctx), map[string]tftypes.Value{"id": tftypes.NewValue(tftypes.String, nil)})
		},
	}}
}

// attributes maps error codes to the attributes that they are about.
var attributes = apidiag.Attributes{
	tigertrust.ErrCANotConfigured: path.Root("certificate_authority_id"),
}

// label returns the name of the certificate for use within a sentence.
func label(m *resourceModel) string {
	return lifecycle.Certificate{ID: m.certificateID(), Model: &m.Model}.Label()
}

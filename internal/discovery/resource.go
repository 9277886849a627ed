package discovery

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

var (
	_ resource.ResourceWithConfigure   = (*importResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*importResource)(nil)
	_ resource.ResourceWithImportState = (*importResource)(nil)
	_ resource.ResourceWithIdentity    = (*importResource)(nil)
)

type importResource struct {
	session *session.Session
}

// NewResource returns the resource tigertrust_discovered_import.
func NewResource() resource.Resource { return &importResource{} }

func (r *importResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_discovered_import"
}

func (r *importResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (r *importResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema()
}

func (r *importResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = certmodel.IdentitySchema("discovered_certificate_id", "ID of the discovered certificate.")
}

// attributes maps error codes to the attributes that they are about.
var attributes = apidiag.Attributes{
	tigertrust.ErrCANotConfigured:     path.Root("certificate_authority_id"),
	tigertrust.ErrInvalidCertificate:  path.Root("discovered_certificate_id"),
	tigertrust.ErrCertificateNotFound: path.Root("discovered_certificate_id"),
}

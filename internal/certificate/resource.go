package certificate

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

var (
	_ resource.ResourceWithConfigure   = (*certificateResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*certificateResource)(nil)
	_ resource.ResourceWithImportState = (*certificateResource)(nil)
)

type certificateResource struct {
	client *tigertrust.Client
}

// NewResource returns the resource tigertrust_certificate.
func NewResource() resource.Resource { return &certificateResource{} }

func (r *certificateResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_certificate"
}

func (r *certificateResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	// Terraform validates resources before it has configured the provider.
	if req.ProviderData == nil {
		return
	}
	client, ok := req.ProviderData.(*tigertrust.Client)
	if !ok {
		resp.Diagnostics.AddError("The provider is not configured as this resource expects",
			fmt.Sprintf("It got a %T. This is a bug in the provider, please report it.", req.ProviderData))
		return
	}
	r.client = client
}

func (r *certificateResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema()
}

// attributes says where an error of the API belongs.
var attributes = apidiag.Attributes{
	tigertrust.ErrCANotConfigured: path.Root("certificate_authority_id"),
}

// label names a certificate in a diagnostic.
func label(m *resourceModel) string {
	if m.CommonName.ValueString() == "" {
		return fmt.Sprintf("certificate %d", m.ID.ValueInt64())
	}
	return fmt.Sprintf("certificate %d (%s)", m.ID.ValueInt64(), m.CommonName.ValueString())
}

package certificate

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/query"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

var _ list.ListResourceWithConfigure = (*listResource)(nil)

type listResource struct {
	session *session.Session
}

// NewListResource returns the list resource tigertrust_certificate, for
// terraform query.
func NewListResource() list.ListResource { return &listResource{} }

// queryModel is the configuration of a query.
type queryModel struct {
	Status                 types.String `tfsdk:"status"`
	Search                 types.String `tfsdk:"search"`
	CertificateAuthorityID types.Int64  `tfsdk:"certificate_authority_id"`
	KeyType                types.String `tfsdk:"key_type"`
}

func (l *listResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_certificate"
}

func (l *listResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	l.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (l *listResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds certificates for `terraform query`, oldest first. With `-generate-config-out`, Terraform writes the configuration that imports them. " +
			"Excludes failed orders and, unless `status` is `revoked`, revoked certificates, because Terraform cannot manage them.",
		Attributes: map[string]schema.Attribute{
			"status": schema.StringAttribute{
				MarkdownDescription: "Only certificates with this status: `active`, `expiring`, `expired` or `revoked`. Defaults to every status except `revoked`.",
				Optional:            true,
				Validators:          []validator.String{statusValidator},
			},
			"search": schema.StringAttribute{
				MarkdownDescription: describeSearch,
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"certificate_authority_id": schema.Int64Attribute{
				MarkdownDescription: describeCAFilter,
				Optional:            true,
				Validators:          []validator.Int64{int64validator.AtLeast(1)},
			},
			"key_type": schema.StringAttribute{
				MarkdownDescription: describeKeyTypeFilter,
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
		},
	}
}

// query returns the filters that the API supports, oldest first: certificates
// that are ordered during the query are appended and do not move others to
// another page.
func (m *queryModel) query() tigertrust.CertificateQuery {
	return tigertrust.CertificateQuery{
		Status:                 tigertrust.Status(m.Status.ValueString()),
		Search:                 m.Search.ValueString(),
		CertificateAuthorityID: tigertrust.CAID(m.CertificateAuthorityID.ValueInt64()),
		SortBy:                 tigertrust.SortByCreatedAt,
	}
}

// selects reports whether a certificate is a result of the query.
func (m *queryModel) selects(model *certmodel.Model) bool {
	return (!model.IsRevoked() || m.Status.ValueString() == string(tigertrust.StatusRevoked)) &&
		!tigertrust.Status(model.Status.ValueString()).IssuanceFailed() &&
		(m.KeyType.IsNull() || certmodel.EqualKeyTypes(m.KeyType, model.KeyType))
}

// List streams the results of a query. It only requests as many pages as the limit
// requires.
func (l *listResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config queryModel
	if diags := req.Config.Get(ctx, &config); diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	run := query.Run[tigertrust.Certificate]{
		Request:   req,
		Items:     l.session.ListCertificates(ctx, config.query()),
		ListError: func(err error) diag.Diagnostic { return apidiag.Error("Could not list the certificates", err, nil) },
		Selects:   func(item *tigertrust.Certificate) bool { return config.selects(certmodel.FromAPI(item)) },
		IsRead:    req.IncludeResource,
		Result: func(ctx context.Context, item *tigertrust.Certificate) *list.ListResult {
			return l.result(ctx, req, &config, item)
		},
	}
	stream.Results = run.Results(ctx)
}

// result returns the result for a list item, or nil if the certificate no longer
// matches the query.
func (l *listResource) result(ctx context.Context, req list.ListRequest, config *queryModel, item *tigertrust.Certificate) *list.ListResult {
	result := req.NewListResult(ctx)
	listed := certmodel.FromAPI(item)
	certificate := lifecycle.Certificate{Session: l.session, ID: item.ID, Model: listed}
	if req.IncludeResource {
		response, err := l.session.Certificate(ctx, item.ID)
		if err != nil {
			return query.Unreadable(certificate, err)
		}
		model := certmodel.FromAPI(response)
		current := *listed
		if current.Merge(model, certmodel.Overwrite); !config.selects(&current) {
			return nil
		}
		if response.Issued() {
			model.CompleteFrom(listed)
		}
		result.Diagnostics.Append(setQueryResult(ctx, result.Resource, item.ID, model)...)
	}
	result.Diagnostics.Append(result.Identity.SetAttribute(ctx, path.Root("id"), item.ID)...)
	result.DisplayName = query.DisplayName(certificate, l.session.Now())
	return &result
}

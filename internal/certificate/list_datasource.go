package certificate

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

var (
	_ datasource.DataSourceWithConfigure      = (*listDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*listDataSource)(nil)
)

type listDataSource struct {
	session *session.Session
}

// NewListDataSource returns the data source tigertrust_certificates.
func NewListDataSource() datasource.DataSource { return &listDataSource{} }

// listModel is the configuration and state of tigertrust_certificates.
type listModel struct {
	Status                 types.String `tfsdk:"status"`
	Search                 types.String `tfsdk:"search"`
	CertificateAuthorityID types.Int64  `tfsdk:"certificate_authority_id"`
	SortBy                 types.String `tfsdk:"sort_by"`
	SortOrder              types.String `tfsdk:"sort_order"`
	ExpiresWithinDays      types.Int64  `tfsdk:"expires_within_days"`
	OverdueByDays          types.Int64  `tfsdk:"overdue_by_days"`
	KeyType                types.String `tfsdk:"key_type"`
	MaxResults             types.Int64  `tfsdk:"max_results"`

	Certificates types.List  `tfsdk:"certificates"`
	IDs          types.List  `tfsdk:"ids"`
	Total        types.Int64 `tfsdk:"total"`
}

// Descriptions of filters.
const (
	describeSearch        = "Only certificates whose common name, issuer or fingerprint contains this text."
	describeCAFilter      = "Only certificates of the certificate authority (CA) with this ID."
	describeKeyTypeFilter = "Only certificates with this key type, such as `RSA` or `ECDSA`."
)

// statusValidator accepts the statuses that the API filters by.
var statusValidator = stringvalidator.OneOf(certmodel.ToStrings(tigertrust.Statuses())...)

// sortFields maps the values of sort_by to those of the API.
var sortFields = map[string]tigertrust.SortField{
	"common_name": tigertrust.SortByCommonName,
	"created_at":  tigertrust.SortByCreatedAt,
	"expires_at":  tigertrust.SortByExpiresAt,
}

func (d *listDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_certificates"
}

func (d *listDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (d *listDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the certificates of the workspace that match all filters, or all certificates without filters. Reads as many pages as necessary.",
		Attributes: map[string]schema.Attribute{
			"status": schema.StringAttribute{
				MarkdownDescription: "Only certificates with this status: `active`, `expiring`, `expired` or `revoked`. Defaults to every status.",
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
			},
			"key_type": schema.StringAttribute{
				MarkdownDescription: describeKeyTypeFilter,
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"expires_within_days": schema.Int64Attribute{
				MarkdownDescription: "Only certificates that are valid now and expire within this many days: 0 or more. Excludes expired and revoked certificates. " +
					"Reads only the pages that contain such certificates, so it is fast in large workspaces.",
				Optional:   true,
				Validators: []validator.Int64{int64validator.Between(0, 3_650_000)},
			},
			"overdue_by_days": schema.Int64Attribute{
				MarkdownDescription: "Only certificates that TigerTrust has not renewed although they have been due for at least this many days: 0 or more. " +
					"Excludes revoked certificates, and certificates for which TigerTrust does not return `auto_renew` and `renewal_threshold_days`. Reads each certificate whose list item does not contain them.",
				Optional:   true,
				Validators: []validator.Int64{int64validator.Between(0, 3_650_000)},
			},
			"sort_by": schema.StringAttribute{
				MarkdownDescription: "Sort key: `expires_at`, `common_name` or `created_at`. Defaults to `expires_at` with `expires_within_days`, and to the ID otherwise.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf(slices.Sorted(maps.Keys(sortFields))...)},
			},
			"sort_order": schema.StringAttribute{
				MarkdownDescription: "Sort order: `asc` or `desc`. Requires `sort_by`. Defaults to `asc`.",
				Optional:            true,
				Validators: []validator.String{
					stringvalidator.OneOf("asc", "desc"),
					stringvalidator.AlsoRequires(path.MatchRoot("sort_by")),
				},
			},
			"max_results": schema.Int64Attribute{
				MarkdownDescription: "Maximum number of certificates in `certificates` and `ids`: at least 1. Defaults to no limit. `total` counts all matches.",
				Optional:            true,
				Validators:          []validator.Int64{int64validator.AtLeast(1)},
			},
			"certificates": schema.ListNestedAttribute{
				MarkdownDescription: "Certificates that match, sorted by `sort_by`.",
				Computed:            true,
				NestedObject:        schema.NestedAttributeObject{Attributes: listItemAttributes()},
			},
			"ids": schema.ListAttribute{
				MarkdownDescription: "IDs of these certificates, in the same order.",
				Computed:            true,
				ElementType:         types.StringType,
			},
			"total": certmodel.ComputedInt64("Number of certificates that match."),
		},
	}
}

// ValidateConfig rejects filters that no certificate can match together.
func (d *listDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var config listModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	status := tigertrust.Status(config.Status.ValueString())
	if certmodel.HasValue(config.ExpiresWithinDays) && (status == tigertrust.StatusExpired || status == tigertrust.StatusRevoked) {
		resp.Diagnostics.AddAttributeError(path.Root("status"), "Conflicting filters",
			fmt.Sprintf("No certificate matches both status = %q and expires_within_days, which selects certificates that are valid now. Remove one of them.", status))
	}
	if certmodel.HasValue(config.OverdueByDays) && status == tigertrust.StatusRevoked {
		resp.Diagnostics.AddAttributeError(path.Root("status"), "Conflicting filters",
			fmt.Sprintf("No certificate matches both status = %q and overdue_by_days, because revoked certificates are not renewed. Remove one of them.", status))
	}
}

func (d *listDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model listModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	resp.Diagnostics.Append(certmodel.AtLeastOne("certificate_authority_id", model.CertificateAuthorityID)...)
	if resp.Diagnostics.HasError() {
		return
	}
	now := d.session.Now()
	found, err := d.find(ctx, &model, now)
	if err == nil && certmodel.HasValue(model.OverdueByDays) {
		var diags diag.Diagnostics
		found, diags, err = d.overdue(ctx, &model, found, now)
		resp.Diagnostics.Append(diags...)
	}
	if err != nil {
		resp.Diagnostics.Append(apidiag.Error("Could not list the certificates", err, nil))
		return
	}
	if certmodel.HasValue(model.ExpiresWithinDays) {
		found = withExpiry(found, &resp.Diagnostics)
	}
	model.sort(found)

	model.Total = types.Int64Value(int64(len(found)))
	if limit := model.MaxResults.ValueInt64(); certmodel.HasValue(model.MaxResults) && limit < int64(len(found)) {
		found = found[:limit]
	}
	ids := make([]attr.Value, len(found))
	for i := range found {
		ids[i] = types.StringValue(string(found[i].ID))
	}
	model.IDs = types.ListValueMust(types.StringType, ids)
	model.Certificates = types.ListNull(listItemType)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
	if err := setCertificates(ctx, &resp.State, found, now); err != nil {
		resp.Diagnostics.AddError("Could not store the certificates", err.Error())
	}
}

// setCertificates stores the certificates in a state that contains the other
// attributes.
func setCertificates(ctx context.Context, state *tfsdk.State, found []tigertrust.Certificate, now time.Time) error {
	var attributes map[string]tftypes.Value
	if err := state.Raw.As(&attributes); err != nil {
		return err
	}
	items := make([]tftypes.Value, len(found))
	for i := range found {
		item, err := listItemValue(ctx, &found[i], now)
		if err != nil {
			return err
		}
		items[i] = item
	}
	attributes["certificates"] = tftypes.NewValue(tftypes.List{ElementType: listItemObject}, items)
	state.Raw = tftypes.NewValue(state.Raw.Type(), attributes)
	return nil
}

// find returns the certificates that match all filters, unsorted.
func (d *listDataSource) find(ctx context.Context, model *listModel, now time.Time) ([]tigertrust.Certificate, error) {
	var found []tigertrust.Certificate
	var err error
	if certmodel.HasValue(model.ExpiresWithinDays) {
		found, err = d.expiring(ctx, model, now)
	} else {
		found, err = d.session.AllCertificates(ctx, model.query())
	}
	if certmodel.HasValue(model.KeyType) {
		found = slices.DeleteFunc(found, func(c tigertrust.Certificate) bool {
			return !certmodel.EqualKeyTypes(model.KeyType, certmodel.StringValue(c.KeyType))
		})
	}
	return found, err
}

// query returns the filters and the order that the API supports.
func (m *listModel) query() tigertrust.CertificateQuery {
	return tigertrust.CertificateQuery{
		Status:                 tigertrust.Status(m.Status.ValueString()),
		Search:                 m.Search.ValueString(),
		CertificateAuthorityID: tigertrust.CAID(m.CertificateAuthorityID.ValueInt64()),
		SortBy:                 sortFields[m.SortBy.ValueString()],
		Descending:             m.SortOrder.ValueString() == "desc",
	}
}

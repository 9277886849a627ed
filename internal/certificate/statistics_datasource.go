package certificate

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
)

var _ datasource.DataSourceWithConfigure = (*statisticsDataSource)(nil)

type statisticsDataSource struct {
	session *session.Session
}

// NewStatisticsDataSource returns the data source tigertrust_certificate_stats.
func NewStatisticsDataSource() datasource.DataSource { return &statisticsDataSource{} }

// statisticsModel is the state of tigertrust_certificate_stats.
type statisticsModel struct {
	Total          types.Int64      `tfsdk:"total"`
	Active         types.Int64      `tfsdk:"active"`
	Expiring7Days  types.Int64      `tfsdk:"expiring_7_days"`
	Expiring30Days types.Int64      `tfsdk:"expiring_30_days"`
	Expired        types.Int64      `tfsdk:"expired"`
	Revoked        types.Int64      `tfsdk:"revoked"`
	ByAuthority    map[string]int64 `tfsdk:"by_authority"`
	ByKeyType      map[string]int64 `tfsdk:"by_key_type"`
}

func (d *statisticsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_certificate_stats"
}

func (d *statisticsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (d *statisticsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	counts := func(description string) schema.MapAttribute {
		return schema.MapAttribute{MarkdownDescription: description, Computed: true, ElementType: types.Int64Type}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Statistics of the certificates in the workspace.",
		Attributes: map[string]schema.Attribute{
			"total":            certmodel.ComputedInt64("Total number of certificates."),
			"active":           certmodel.ComputedInt64("Number of active certificates."),
			"expiring_7_days":  certmodel.ComputedInt64("Number of certificates that expire within 7 days."),
			"expiring_30_days": certmodel.ComputedInt64("Number of certificates that expire within 30 days."),
			"expired":          certmodel.ComputedInt64("Number of expired certificates."),
			"revoked":          certmodel.ComputedInt64("Number of revoked certificates."),
			"by_authority":     counts("Number of certificates of each certificate authority (CA), by its name."),
			"by_key_type":      counts("Number of certificates of each key type."),
		},
	}
}

func (d *statisticsDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	statistics, err := d.session.Statistics(ctx)
	if err != nil {
		resp.Diagnostics.Append(apidiag.Error("Could not read the statistics", err, nil))
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &statisticsModel{
		Total:          types.Int64PointerValue(statistics.Total),
		Active:         types.Int64PointerValue(statistics.Active),
		Expiring7Days:  types.Int64PointerValue(statistics.Expiring7Days),
		Expiring30Days: types.Int64PointerValue(statistics.Expiring30Days),
		Expired:        types.Int64PointerValue(statistics.Expired),
		Revoked:        types.Int64PointerValue(statistics.Revoked),
		ByAuthority:    statistics.ByAuthority,
		ByKeyType:      statistics.ByKeyType,
	})...)
}

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// model is the provider block.
type model struct {
	APIKey            types.String         `tfsdk:"api_key"`
	Endpoint          types.String         `tfsdk:"endpoint"`
	WorkspaceID       types.String         `tfsdk:"workspace_id"`
	CACertificatePEM  types.String         `tfsdk:"ca_certificate_pem"`
	RequestTimeout    timetypes.GoDuration `tfsdk:"request_timeout"`
	MaxRetries        types.Int64          `tfsdk:"max_retries"`
	RequestsPerSecond types.Float64        `tfsdk:"requests_per_second"`
	BulkRefresh       types.Bool           `tfsdk:"bulk_refresh"`
}

func providerSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Certificates of TigerTrust: order, renew, deploy, import and revoke them. " +
			"Every setting can come from the environment instead; the configuration goes first.",
		Attributes: map[string]schema.Attribute{
			"api_key": schema.StringAttribute{
				MarkdownDescription: "The API key, which begins with `ak_` or `ck_`. Environment: `TIGERTRUST_API_KEY`.",
				Optional:            true,
				Sensitive:           true,
			},
			"endpoint": schema.StringAttribute{
				MarkdownDescription: "The base URL of the API. `http` is accepted for loopback addresses only. Environment: `TIGERTRUST_ENDPOINT`. Default: `https://api.tigertrust.io/api`.",
				Optional:            true,
			},
			"workspace_id": schema.StringAttribute{
				MarkdownDescription: "The workspace to work in, such as `ws_123456`. Environment: `TIGERTRUST_WORKSPACE_ID`. Default: the default workspace of the key.",
				Optional:            true,
			},
			"ca_certificate_pem": schema.StringAttribute{
				MarkdownDescription: "Certificates in PEM of authorities that are trusted beside those of the system, for private deployments and inspecting proxies. Environment: `TIGERTRUST_CA_CERTIFICATE_PEM`.",
				Optional:            true,
			},
			"request_timeout": schema.StringAttribute{
				MarkdownDescription: "How long one HTTP request may take, as a duration such as `45s`. Environment: `TIGERTRUST_REQUEST_TIMEOUT`. Default: `30s`.",
				CustomType:          timetypes.GoDurationType{},
				Optional:            true,
			},
			"max_retries": schema.Int64Attribute{
				MarkdownDescription: "How often a request that failed is sent again where that is safe; 0 is never. Environment: `TIGERTRUST_MAX_RETRIES`. Default: 6.",
				Optional:            true,
			},
			"requests_per_second": schema.Float64Attribute{
				MarkdownDescription: "The most requests a second that the provider sends, for workspaces that share one key. Environment: `TIGERTRUST_REQUESTS_PER_SECOND`. Default: no limit.",
				Optional:            true,
			},
			"bulk_refresh": schema.BoolAttribute{
				MarkdownDescription: "Whether many certificates may be refreshed from the list, as soon as that takes fewer requests than reading them one by one. The list is compared with the state, and what differs is read by itself. Environment: `TIGERTRUST_BULK_REFRESH`. Default: `true`.",
				Optional:            true,
			},
		},
	}
}

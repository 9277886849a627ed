package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
)

func providerSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "The TigerTrust provider orders, renews, deploys, imports and revokes certificates in [TigerTrust](https://www.tigertrust.io). " +
			"Every argument can also be set with an environment variable. The configuration takes precedence.",
		Attributes: map[string]schema.Attribute{
			"api_key": schema.StringAttribute{
				MarkdownDescription: "API key: begins with `ak_` or `ck_`. Environment variable: `TIGERTRUST_API_KEY`.",
				Optional:            true,
				Sensitive:           true,
			},
			"endpoint": schema.StringAttribute{
				MarkdownDescription: "Base URL of the API. `http` is allowed for loopback addresses only. Environment variable: `TIGERTRUST_ENDPOINT`. Defaults to `https://api.tigertrust.io/api`.",
				Optional:            true,
			},
			"workspace_id": schema.StringAttribute{
				MarkdownDescription: "ID of the workspace, such as `ws_123456`. Environment variable: `TIGERTRUST_WORKSPACE_ID`. Defaults to the default workspace of the API key.",
				Optional:            true,
			},
			"ca_certificate_pem": schema.StringAttribute{
				MarkdownDescription: "Certificates in PEM format of certificate authorities (CAs) to trust in addition to the system trust store, for private deployments and TLS-inspecting proxies. Environment variable: `TIGERTRUST_CA_CERTIFICATE_PEM`.",
				Optional:            true,
			},
			"request_timeout": schema.StringAttribute{
				MarkdownDescription: "Time limit for one HTTP request. Duration such as `45s`. Environment variable: `TIGERTRUST_REQUEST_TIMEOUT`. Defaults to `30s`.",
				CustomType:          timetypes.GoDurationType{},
				Optional:            true,
			},
			"max_retries": schema.Int64Attribute{
				MarkdownDescription: "Maximum number of retries of a failed request that is safe to repeat. `0` disables retries. Environment variable: `TIGERTRUST_MAX_RETRIES`. Defaults to `6`.",
				Optional:            true,
			},
			"requests_per_second": schema.Float64Attribute{
				MarkdownDescription: "Maximum number of requests per second, for workspaces that share an API key. Environment variable: `TIGERTRUST_REQUESTS_PER_SECOND`. Defaults to no limit.",
				Optional:            true,
			},
			"bulk_refresh": schema.BoolAttribute{
				MarkdownDescription: "Whether the provider may refresh many certificates from the list of certificates, once this takes fewer requests than reading each certificate. It still reads every certificate whose list item differs from the state. Environment variable: `TIGERTRUST_BULK_REFRESH`. Defaults to `true`.",
				Optional:            true,
			},
			"on_destroy": schema.StringAttribute{
				MarkdownDescription: "Default for `on_destroy` of certificates that `tigertrust_certificate` orders: `revoke`, or `abandon`, for example in a trial workspace. Certificates that are already in the state keep their value. Environment variable: `TIGERTRUST_ON_DESTROY`. Defaults to `revoke`.",
				Optional:            true,
			},
			"adopt_existing": schema.BoolAttribute{
				MarkdownDescription: "Default for `adopt_existing` of `tigertrust_certificate`: whether a resource that is created adopts an existing certificate for the same names instead of ordering one. To recover after a killed run or a lost state, set the environment variable for one apply. Environment variable: `TIGERTRUST_ADOPT_EXISTING`. Defaults to `false`.",
				Optional:            true,
			},
			"skip_credentials_check": schema.BoolAttribute{
				MarkdownDescription: "Whether to plan without checking the endpoint, the API key and the workspace. By default, a plan that creates a resource fails if TigerTrust cannot be reached or rejects the API key. The check requests the list of certificates, once for each plan, unless another request has succeeded before. Environment variable: `TIGERTRUST_SKIP_CREDENTIALS_CHECK`. Defaults to `false`.",
				Optional:            true,
			},
		},
	}
}

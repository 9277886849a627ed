package provider

import (
	"context"
	"fmt"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

func (p *tigertrustProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var config model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if unknown := config.unknown(); len(unknown) > 0 {
		if req.ClientCapabilities.DeferralAllowed {
			resp.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
			return
		}
		for _, attribute := range unknown {
			resp.Diagnostics.AddAttributeError(path.Root(attribute), fmt.Sprintf("The provider's %s is not known yet", attribute),
				"It comes from something that this run has yet to create, and planning certificates needs it now. "+
					"Create that first, with terraform apply -target=ADDRESS, or give the value from a variable or the environment.")
		}
		return
	}

	clientConfig := p.clientConfig(&config, req.TerraformVersion, &resp.Diagnostics)
	bulkRefresh := parse(newSetting("bulk_refresh", config.BulkRefresh, strconv.FormatBool(config.BulkRefresh.ValueBool())),
		true, &resp.Diagnostics, readBool)
	if resp.Diagnostics.HasError() {
		return
	}
	current, err := session.New(clientConfig, bulkRefresh)
	if err != nil {
		resp.Diagnostics.AddError("Could not create the API client", err.Error())
		return
	}
	resp.ResourceData = current
	resp.DataSourceData = current
	resp.ListResourceData = current
	resp.ActionData = current
}

// clientConfig resolves every setting, and reports all that cannot be used.
func (p *tigertrustProvider) clientConfig(config *model, terraformVersion string, diags *diag.Diagnostics) tigertrust.Config {
	key := newSetting("api_key", config.APIKey, config.APIKey.ValueString())
	return tigertrust.Config{
		APIKey:       apiKey(key, diags),
		APIKeySource: key.source,
		Endpoint: parse(newSetting("endpoint", config.Endpoint, config.Endpoint.ValueString()),
			nil, diags, tigertrust.ParseEndpoint),
		WorkspaceID: parse(newSetting("workspace_id", config.WorkspaceID, config.WorkspaceID.ValueString()),
			"", diags, readWorkspaceID),
		RootCAs: parse(newSetting("ca_certificate_pem", config.CACertificatePEM, config.CACertificatePEM.ValueString()),
			nil, diags, readRootCAs),
		RequestTimeout: parse(newSetting("request_timeout", config.RequestTimeout, config.RequestTimeout.ValueString()),
			tigertrust.DefaultRequestTimeout, diags, readTimeout),
		MaxRetries: parse(newSetting("max_retries", config.MaxRetries, strconv.FormatInt(config.MaxRetries.ValueInt64(), 10)),
			tigertrust.DefaultMaxRetries, diags, readRetries),
		RequestsPerSecond: parse(newSetting("requests_per_second", config.RequestsPerSecond, fmt.Sprint(config.RequestsPerSecond.ValueFloat64())),
			0, diags, readRate),
		UserAgent: fmt.Sprintf("terraform-provider-tigertrust/%s (+https://registry.terraform.io/providers/tigertrust/tigertrust) Terraform/%s",
			p.version, terraformVersion),
		Clock:    p.clock,
		Observer: logAttempt,
	}
}

// unknown returns the attributes whose values Terraform does not know yet.
func (m *model) unknown() []string {
	var unknown []string
	for _, attribute := range []struct {
		name  string
		value attr.Value
	}{
		{"api_key", m.APIKey},
		{"endpoint", m.Endpoint},
		{"workspace_id", m.WorkspaceID},
		{"ca_certificate_pem", m.CACertificatePEM},
		{"request_timeout", m.RequestTimeout},
		{"max_retries", m.MaxRetries},
		{"requests_per_second", m.RequestsPerSecond},
		{"bulk_refresh", m.BulkRefresh},
	} {
		if attribute.value.IsUnknown() {
			unknown = append(unknown, attribute.name)
		}
	}
	return unknown
}

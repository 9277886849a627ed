package provider

import (
	"context"
	"fmt"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certpem"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Configure creates the session that all resources of the provider share.
func (p *tigertrustProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	p.replaceSession(nil)
	var config model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if unknown := config.unknownAttributes(); len(unknown) > 0 {
		if req.ClientCapabilities.DeferralAllowed {
			resp.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
			return
		}
		for _, attribute := range unknown {
			resp.Diagnostics.AddAttributeError(path.Root(attribute), "Unknown provider configuration",
				fmt.Sprintf("The value of %s is known only after apply, and the provider requires it to plan. "+
					"Create the resource that it depends on first, with terraform apply -target=ADDRESS, or set it from a variable or the environment.", attribute))
		}
		return
	}

	clientConfig := p.clientConfig(&config, req.TerraformVersion, &resp.Diagnostics)
	options := session.Options{
		BulkRefresh: resolve(newSetting("bulk_refresh", config.BulkRefresh, strconv.FormatBool(config.BulkRefresh.ValueBool())),
			true, &resp.Diagnostics, parseBool),
		SkipAccessCheck: resolve(newSetting("skip_credentials_check", config.SkipCredentialsCheck, strconv.FormatBool(config.SkipCredentialsCheck.ValueBool())),
			false, &resp.Diagnostics, parseBool),
	}
	onDestroy := resolve(newSetting("on_destroy", config.OnDestroy, config.OnDestroy.ValueString()),
		certmodel.Revoke, &resp.Diagnostics, parseOnDestroy)
	adoptExisting := resolve(newSetting("adopt_existing", config.AdoptExisting, strconv.FormatBool(config.AdoptExisting.ValueBool())),
		false, &resp.Diagnostics, parseBool)
	if resp.Diagnostics.HasError() {
		return
	}
	current, err := session.New(clientConfig, options)
	if err != nil {
		resp.Diagnostics.AddError("Could not create the API client", err.Error())
		return
	}
	current.OnDestroy, current.AdoptExisting = onDestroy, adoptExisting
	p.replaceSession(current)
	resp.ResourceData = current
	resp.DataSourceData = current
	resp.ListResourceData = current
	resp.ActionData = current
}

// replaceSession closes the connections of the session before: Terraform may
// configure the same server again, for example under -debug and in tests.
func (p *tigertrustProvider) replaceSession(current *session.Session) {
	if previous := p.session.Swap(current); previous != nil {
		previous.CloseIdleConnections()
	}
}

// clientConfig resolves every setting of the API client and reports all invalid
// values.
func (p *tigertrustProvider) clientConfig(config *model, terraformVersion string, diags *diag.Diagnostics) tigertrust.Config {
	key := newSetting("api_key", config.APIKey, config.APIKey.ValueString())
	return tigertrust.Config{
		APIKey:       resolveAPIKey(key, diags),
		APIKeySource: key.source,
		Endpoint: resolve(newSetting("endpoint", config.Endpoint, config.Endpoint.ValueString()),
			nil, diags, tigertrust.ParseEndpoint),
		WorkspaceID: resolve(newSetting("workspace_id", config.WorkspaceID, config.WorkspaceID.ValueString()),
			"", diags, parseWorkspaceID),
		RootCAs: resolve(newSetting("ca_certificate_pem", config.CACertificatePEM, config.CACertificatePEM.ValueString()),
			nil, diags, certpem.SystemPool),
		RequestTimeout: resolve(newSetting("request_timeout", config.RequestTimeout, config.RequestTimeout.ValueString()),
			tigertrust.DefaultRequestTimeout, diags, parseTimeout),
		MaxRetries: resolve(newSetting("max_retries", config.MaxRetries, strconv.FormatInt(config.MaxRetries.ValueInt64(), 10)),
			tigertrust.DefaultMaxRetries, diags, parseRetries),
		RequestsPerSecond: resolve(newSetting("requests_per_second", config.RequestsPerSecond, fmt.Sprint(config.RequestsPerSecond.ValueFloat64())),
			0, diags, parseRate),
		UserAgent: fmt.Sprintf("terraform-provider-tigertrust/%s (+https://registry.terraform.io/providers/tigertrust/tigertrust) Terraform/%s",
			p.version, terraformVersion),
		Clock:        p.clock,
		Observer:     logAttempt,
		OnPrivateKey: reportPrivateKey,
		OnUnreadable: logUnreadable,
	}
}

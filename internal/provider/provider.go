// Package provider implements the Terraform provider tigertrust: the provider
// block and the lists of resources, data sources, actions and functions.
package provider

import (
	"context"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certificate"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/deployment"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/discovery"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/functions"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
)

// Addresses of the provider in the registries of Terraform and OpenTofu.
const (
	Address         = "registry.terraform.io/tigertrust/tigertrust"
	OpenTofuAddress = "registry.opentofu.org/tigertrust/tigertrust"
)

var (
	_ provider.ProviderWithActions       = (*tigertrustProvider)(nil)
	_ provider.ProviderWithFunctions     = (*tigertrustProvider)(nil)
	_ provider.ProviderWithListResources = (*tigertrustProvider)(nil)
)

type tigertrustProvider struct {
	version string
	clock   clock.Clock
	// session is the session of the last configuration.
	session atomic.Pointer[session.Session]
}

// New returns the provider. It sends the version in the User-Agent header, and
// uses the clock for every wait.
func New(version string, clock clock.Clock) provider.Provider {
	return &tigertrustProvider{version: version, clock: clock}
}

func (p *tigertrustProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "tigertrust"
	resp.Version = p.version
}

func (p *tigertrustProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerSchema()
}

func (p *tigertrustProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		certificate.NewResource,
		deployment.NewResource,
		discovery.NewResource,
	}
}

func (p *tigertrustProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		certificate.NewAuthoritiesDataSource,
		certificate.NewListDataSource,
		certificate.NewSingleDataSource,
		certificate.NewStatisticsDataSource,
		deployment.NewServedCertificateDataSource,
		discovery.NewAgentsDataSource,
		discovery.NewListDataSource,
	}
}

func (p *tigertrustProvider) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{
		certificate.NewListResource,
		deployment.NewListResource,
		discovery.NewListResource,
	}
}

func (p *tigertrustProvider) Actions(context.Context) []func() action.Action {
	return []func() action.Action{
		certificate.NewRenewAction,
		certificate.NewRevokeAction,
		deployment.NewDeployAction,
		deployment.NewVerifyAction,
	}
}

func (p *tigertrustProvider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{
		functions.NewARICertificateID,
		functions.NewCovers,
		functions.NewDaysUntil,
		functions.NewParseCertificate,
		functions.NewRenewalTime,
	}
}

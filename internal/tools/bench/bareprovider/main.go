// Command bareprovider is the baseline of the benchmarks: a provider with the
// schema of tigertrust_certificate and the defaults of the framework. Its Read
// makes no request and returns the state unchanged.
package main

import (
	"context"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certificate"
)

func main() {
	options := providerserver.ServeOpts{Address: "registry.terraform.io/tigertrust/bare"}
	if err := providerserver.Serve(context.Background(), func() provider.Provider { return bareProvider{} }, options); err != nil {
		log.Fatal(err)
	}
}

type bareProvider struct{}

func (bareProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "bare"
}

func (bareProvider) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (bareProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

func (bareProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (bareProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return bareCertificate{} }}
}

// bareCertificate implements the resource bare_certificate.
type bareCertificate struct{}

func (bareCertificate) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "bare_certificate"
}

func (bareCertificate) Schema(ctx context.Context, req resource.SchemaRequest, resp *resource.SchemaResponse) {
	certificate.NewResource().Schema(ctx, req, resp)
}

func (bareCertificate) Create(context.Context, resource.CreateRequest, *resource.CreateResponse) {}

// Read keeps the state, which the framework copies from the request.
func (bareCertificate) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (bareCertificate) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}

func (bareCertificate) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

package deployment

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tlsprobe"
)

// Descriptions of arguments that the resource, the action and the data source
// share.
const (
	describeEndpoint   = "a host and a port, such as `shop.example.com:443` or `[2001:db8::1]:443`"
	describeEndpoints  = "Endpoints that have to serve the certificate, each " + describeEndpoint + ": at least one. If several servers share a name, list the address of each, and set `server_name`."
	describeServerName = "Server name (SNI) sent in the TLS handshake. Defaults to the host of the endpoint. No server name is sent for an IP address."
)

// endpointsValidators returns the validators of endpoints, which require at least
// one.
func endpointsValidators() []validator.Set {
	return []validator.Set{
		setvalidator.SizeAtLeast(1),
		setvalidator.NoNullValues(),
		setvalidator.ValueStringsAre(endpointValidator{}),
	}
}

// endpointValidator accepts a host with a port.
type endpointValidator struct{}

func (endpointValidator) Description(context.Context) string { return "must be a host and a port" }

func (v endpointValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (endpointValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if _, err := tlsprobe.ParseEndpoint(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid endpoint", fmt.Sprintf("The endpoint %s %s.", req.ConfigValue, err))
	}
}

// serverNameValidator accepts a DNS name without a wildcard.
type serverNameValidator struct{}

func (serverNameValidator) Description(context.Context) string { return "must be a DNS name" }

func (v serverNameValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (serverNameValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if err := tlsprobe.ValidateServerName(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid server name", fmt.Sprintf("The server name %s %s.", req.ConfigValue, err))
	}
}

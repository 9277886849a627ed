package deployment

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tlsprobe"
)

// Descriptions of arguments that the resource, the action and the data source
// share.
const (
	describeEndpoint   = "a host and a port, such as `shop.example.com:443` or `[2001:db8::1]:443`"
	describeEndpoints  = "Endpoints that must serve the certificate, each " + describeEndpoint + ": at least one. If several servers share a name, list the address of each, and set `server_name`."
	describeServerName = "Server name (SNI) sent in the TLS handshake. Defaults to the host of the endpoint. No server name is sent for an IP address."
)

// endpointsValidators returns the validators of endpoints, which require at least
// one.
func endpointsValidators() []validator.Set {
	return []validator.Set{
		setvalidator.SizeAtLeast(1),
		setvalidator.NoNullValues(),
		setvalidator.ValueStringsAre(endpointValidator()),
	}
}

// textValidator accepts the texts for which check returns no error. The error
// continues a sentence that begins with the subject and the text.
type textValidator struct {
	description      string
	summary, subject string
	check            func(string) error
}

// endpointValidator accepts a host with a port.
func endpointValidator() validator.String {
	return textValidator{
		description: "must be a host and a port", summary: "Invalid endpoint", subject: "endpoint",
		check: func(text string) error {
			_, err := tlsprobe.ParseEndpoint(text)
			return err
		},
	}
}

// serverNameValidator accepts a DNS name without a wildcard.
func serverNameValidator() validator.String {
	return textValidator{description: "must be a DNS name", summary: "Invalid server name", subject: "server name", check: tlsprobe.ValidateServerName}
}

func (v textValidator) Description(context.Context) string { return v.description }

func (v textValidator) MarkdownDescription(context.Context) string { return v.description }

func (v textValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !certmodel.HasValue(req.ConfigValue) {
		return
	}
	if err := v.check(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, v.summary, fmt.Sprintf("The %s %s %s.", v.subject, req.ConfigValue, err))
	}
}

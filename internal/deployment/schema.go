package deployment

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
)

// defaultTimeout is the time limit of operations for which timeouts has no value.
const defaultTimeout = 2 * time.Minute

func resourceSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Deploys a certificate to targets through TigerTrust's agents, and deploys it again when it is renewed or replaced.",
		Attributes: map[string]schema.Attribute{
			"certificate_id": schema.StringAttribute{
				MarkdownDescription: "ID of the certificate to deploy. Updated in place: the new certificate replaces the deployed files.",
				Required:            true,
				Validators:          []validator.String{certmodel.IDValidator()},
			},
			"targets": schema.SetAttribute{
				MarkdownDescription: "Targets to deploy to, such as `nginx-main`: at least one. Updated in place: the certificate is deployed to added targets, and the files on removed targets remain.",
				CustomType:          certmodel.StringSetType,
				Required:            true,
				Validators:          targetsValidators(),
			},
			"agent_id": schema.StringAttribute{
				MarkdownDescription: "ID of the agent that deploys the certificate. Defaults to an agent that TigerTrust chooses. Updated in place: the certificate is deployed again.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"certificate_fingerprint": schema.StringAttribute{
				MarkdownDescription: "SHA-256 fingerprint of the certificate that was last deployed: `SHA256:` followed by the digest. Set this to the `fingerprint` of the `tigertrust_certificate` to deploy a renewal in the same apply. Defaults to the fingerprint that TigerTrust returned at the last deployment. Updated in place.",
				Optional:            true,
				Computed:            true,
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"redeploy_on_renewal": schema.BoolAttribute{
				MarkdownDescription: "Whether Terraform deploys the certificate again after a renewal. If the certificate's own `deployment_targets` contain all targets of this resource, TigerTrust deploys renewals and Terraform does not. " +
					"Defaults to `true`. Updated in place: changing this back to `true` deploys a renewal that was not deployed.",
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(true),
			},
			"triggers": schema.MapAttribute{
				MarkdownDescription: "Map of arbitrary strings. Changing a value deploys the certificate again. Setting `triggers` for the first time does not. Updated in place.",
				ElementType:         types.StringType,
				Optional:            true,
			},
			"wait_for_deployment": schema.BoolAttribute{
				MarkdownDescription: "Whether to wait until an agent reports the certificate as deployed, unless one already does. Defaults to `true`. Changing this updates only the state.",
				Optional:            true,
				Computed:            true,
				Default:             booldefault.StaticBool(true),
			},
			"verify": verifyAttribute(),
			"timeouts": certmodel.TimeoutsAttribute(map[string]string{
				"create": "Time limit for the first deployment, including the wait for the certificate and the agent.",
				"update": "Time limit for a later deployment.",
			}, "2m"),
			"locations": schema.ListNestedAttribute{
				MarkdownDescription: "Locations that agents reported after the last deployment. If one of them disappears, the next plan deploys the certificate again.",
				Computed:            true,
				PlanModifiers:       []planmodifier.List{listplanmodifier.UseStateForUnknown()},
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"agent_id":        schema.StringAttribute{MarkdownDescription: certmodel.DescribeLocationAgent, Computed: true},
					"hostname":        schema.StringAttribute{MarkdownDescription: certmodel.DescribeLocationHost, Computed: true},
					"path":            schema.StringAttribute{MarkdownDescription: certmodel.DescribeLocationFile, Computed: true},
					"has_private_key": schema.BoolAttribute{MarkdownDescription: certmodel.DescribeLocationKey, Computed: true},
				}},
			},
			"last_deployed_at": schema.StringAttribute{
				MarkdownDescription: "Time of the last deployment by Terraform, in RFC 3339 format.",
				CustomType:          timetypes.RFC3339Type{},
				Computed:            true,
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"last_verified_at": schema.StringAttribute{
				MarkdownDescription: "Time at which `verify` last succeeded, in RFC 3339 format. Null without `verify`, and after a verification that failed: the next apply then verifies again.",
				CustomType:          timetypes.RFC3339Type{},
				Computed:            true,
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
		},
	}
}

// verifyAttribute returns the attribute that configures the verification after a
// deployment.
func verifyAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		MarkdownDescription: "Verifies after each deployment that the endpoints serve the certificate: in a TLS handshake, each endpoint must present a certificate with the same fingerprint. Otherwise, the apply fails, so that `create_before_destroy` does not revoke a certificate that is still served, " +
			"and the next apply verifies again. Terraform connects from where it runs, directly and never through a proxy (`HTTPS_PROXY`). It sends neither application data nor the API key, and does not check who issued the certificate. " +
			"Refreshes do not connect. Adding this, or changing `endpoints` or `server_name`, verifies without a deployment.",
		Optional: true,
		Attributes: map[string]schema.Attribute{
			"endpoints": schema.SetAttribute{
				MarkdownDescription: describeEndpoints,
				CustomType:          certmodel.StringSetType,
				Required:            true,
				Validators:          endpointsValidators(),
			},
			"server_name": schema.StringAttribute{
				MarkdownDescription: describeServerName,
				Optional:            true,
				Validators:          []validator.String{serverNameValidator()},
			},
			"timeout": certmodel.TimeoutAttribute("Time limit for all endpoints to serve the certificate, such as after a reload of the service. It begins when the certificate is deployed, in addition to `timeouts`.", "1m"),
		},
	}
}

// targetsValidators returns the validators of targets, which require at least one.
func targetsValidators() []validator.Set {
	return []validator.Set{
		setvalidator.SizeAtLeast(1),
		setvalidator.NoNullValues(),
		setvalidator.ValueStringsAre(stringvalidator.LengthAtLeast(1)),
	}
}

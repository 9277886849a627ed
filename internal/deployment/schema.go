package deployment

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
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

// defaultTimeout is how long each operation may take if timeouts does not say.
const defaultTimeout = 2 * time.Minute

func resourceSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Has TigerTrust's agents put a certificate on targets. The API cannot undo a deployment: destroying the resource leaves the files where they are.",
		Attributes: map[string]schema.Attribute{
			"certificate_id": schema.Int64Attribute{
				MarkdownDescription: "The id of the certificate. Changing it deploys the other certificate over this one, in place.",
				Required:            true,
				Validators:          []validator.Int64{int64validator.AtLeast(1)},
			},
			"targets": schema.SetAttribute{
				MarkdownDescription: "The targets, such as `nginx-main`, one at least. Added ones are deployed to; the files of dropped ones stay.",
				ElementType:         types.StringType,
				Required:            true,
				Validators:          areTargets(),
			},
			"agent_id": schema.StringAttribute{
				MarkdownDescription: "The agent that deploys. Without it, TigerTrust chooses. Changing it deploys again.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"certificate_fingerprint": schema.StringAttribute{
				MarkdownDescription: "The fingerprint of what was last deployed: `SHA256:` and the digest. Set it to the `fingerprint` of the `tigertrust_certificate`, and a renewal is deployed in the same apply. Without it, it is what TigerTrust had at the last deployment.",
				Optional:            true,
				Computed:            true,
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"redeploy_on_renewal": schema.BoolAttribute{
				MarkdownDescription: "Whether a renewed certificate is deployed again, default `true`. Nothing is deployed either where TigerTrust does it by itself: " +
					"where the certificate's own `deployment_targets` hold all targets of this resource. Setting it back to `true` deploys what was renewed meanwhile.",
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(true),
			},
			"triggers": schema.MapAttribute{
				MarkdownDescription: "Any values; changing one deploys again. Default: none.",
				ElementType:         types.StringType,
				Optional:            true,
			},
			"wait_for_deployment": schema.BoolAttribute{
				MarkdownDescription: "Whether to wait until an agent reports the certificate in place, default `true`. Where the agent has it already there is nothing to wait for. Changing it deploys nothing.",
				Optional:            true,
				Computed:            true,
				Default:             booldefault.StaticBool(true),
			},
			"timeouts": certmodel.TimeoutsAttribute(map[string]string{
				"create": "How long a deployment may take, waiting for the certificate and the agent included.",
				"update": "How long another deployment may take.",
			}, "2m"),
			"locations": schema.ListNestedAttribute{
				MarkdownDescription: "Where agents reported the certificate after the last deployment. When one of these is gone, the next plan deploys again.",
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
				MarkdownDescription: "When Terraform last deployed, in RFC 3339.",
				CustomType:          timetypes.RFC3339Type{},
				Computed:            true,
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
		},
	}
}

// areTargets accepts one or more targets.
func areTargets() []validator.Set {
	return []validator.Set{
		setvalidator.SizeAtLeast(1),
		setvalidator.NoNullValues(),
		setvalidator.ValueStringsAre(stringvalidator.LengthAtLeast(1)),
	}
}

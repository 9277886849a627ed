package deployment

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/action/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/progress"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

var _ action.ActionWithConfigure = (*deployAction)(nil)

type deployAction struct {
	session *session.Session
}

// NewDeployAction returns the action tigertrust_certificate_deploy.
func NewDeployAction() action.Action { return &deployAction{} }

// deployModel is the configuration of the action.
type deployModel struct {
	CertificateID     types.String        `tfsdk:"certificate_id"`
	Targets           certmodel.StringSet `tfsdk:"targets"`
	AgentID           types.String        `tfsdk:"agent_id"`
	WaitForDeployment types.Bool          `tfsdk:"wait_for_deployment"`
	Timeouts          timeouts.Value      `tfsdk:"timeouts"`
}

func (a *deployAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_certificate_deploy"
}

func (a *deployAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (a *deployAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Deploys a certificate to targets once, through TigerTrust's agents. Deploying it twice does no harm. " +
			"To deploy every renewal as well, use the resource `tigertrust_certificate_deployment`.",
		Attributes: map[string]schema.Attribute{
			"certificate_id": certmodel.ActionCertificateID(),
			"targets": schema.SetAttribute{
				MarkdownDescription: "Targets to deploy to, such as `nginx-main`: at least one.",
				CustomType:          certmodel.StringSetType,
				Required:            true,
				Validators:          targetsValidators(),
			},
			"agent_id": schema.StringAttribute{
				MarkdownDescription: "ID of the agent that deploys the certificate. Defaults to an agent that TigerTrust chooses.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"wait_for_deployment": schema.BoolAttribute{
				MarkdownDescription: "Whether to wait until an agent reports the certificate as deployed, unless one already does. Defaults to `true`.",
				Optional:            true,
			},
			"timeouts": certmodel.ActionTimeoutsAttribute("Time limit for the deployment, including the wait for the certificate and the agent.", "2m"),
		},
	}
}

// Invoke deploys the certificate and reports the progress.
func (a *deployAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config deployModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	duration, diags := config.Timeouts.Invoke(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	deployment := deployment{
		session:       a.session,
		certificateID: tigertrust.ID(config.CertificateID.ValueString()),
		targets:       certmodel.Strings(config.Targets),
		agentID:       config.AgentID,
		deadline:      poll.NewDeadline(a.session.Now(), "timeouts.invoke", duration),
		waitsForAgent: config.WaitForDeployment.IsNull() || config.WaitForDeployment.ValueBool(),
	}
	progress.Report(ctx, resp, "Deploying certificate %s to %s", deployment.certificateID, strings.Join(deployment.targets, ", "))
	result, diags := deployment.run(progress.ReportWaits(ctx, resp))
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	locations := agentLocations(result.current, deployment.agentID)
	if len(locations) == 0 {
		progress.Report(ctx, resp, "TigerTrust accepted the deployment of certificate %s", deployment.certificateID)
	}
	for _, location := range locations {
		progress.Report(ctx, resp, "Certificate %s is deployed: %s", deployment.certificateID, location)
	}
}

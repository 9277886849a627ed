package deployment

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
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
	CertificateID types.Int64  `tfsdk:"certificate_id"`
	Targets       types.Set    `tfsdk:"targets"`
	AgentID       types.String `tfsdk:"agent_id"`
	Wait          types.Bool   `tfsdk:"wait"`
	Timeout       types.String `tfsdk:"timeout"`
}

func (a *deployAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_certificate_deploy"
}

func (a *deployAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (a *deployAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Has TigerTrust's agents put a certificate on targets, once. It does no harm where the certificate is there already. " +
			"For a deployment that follows the certificate through its renewals, use the resource `tigertrust_certificate_deployment`.",
		Attributes: map[string]schema.Attribute{
			"certificate_id": certmodel.ActionCertificateID(),
			"targets": schema.SetAttribute{
				MarkdownDescription: "The targets, such as `nginx-main`.",
				ElementType:         types.StringType,
				Required:            true,
				Validators:          areTargets(),
			},
			"agent_id": schema.StringAttribute{
				MarkdownDescription: "The agent that deploys. Without it, TigerTrust chooses.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"wait": schema.BoolAttribute{
				MarkdownDescription: "Whether to wait until an agent reports the certificate in place, default `true`. Where the agent has it already there is nothing to wait for.",
				Optional:            true,
			},
			"timeout": certmodel.ActionTimeoutAttribute("How long the deployment may take, waiting for the certificate and the agent included.", "2m"),
		},
	}
}

// Invoke deploys, and reports what it waits for.
func (a *deployAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config deployModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	order := deployment{
		session:       a.session,
		certificateID: tigertrust.ID(config.CertificateID.ValueInt64()),
		targets:       certmodel.Strings(config.Targets),
		agentID:       config.AgentID,
		limit:         poll.NewDeadline(a.session.Now(), "timeout", certmodel.TimeoutOr(config.Timeout, defaultTimeout)),
		waits:         config.Wait.IsNull() || config.Wait.ValueBool(),
		setting:       "wait",
	}
	poll.ReportProgress(ctx, resp, "Deploying certificate %d to %s", order.certificateID, strings.Join(order.targets, ", "))
	result, diags := order.run(poll.ReportWaits(ctx, resp))
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	places := locationsOf(result.seen, order.agentID)
	if len(places) == 0 {
		poll.ReportProgress(ctx, resp, "The deployment of certificate %d is ordered", order.certificateID)
	}
	for _, place := range places {
		poll.ReportProgress(ctx, resp, "Certificate %d is in place: %s", order.certificateID, place)
	}
}

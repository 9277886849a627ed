package certificate

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/progress"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

var _ action.ActionWithConfigure = (*revokeAction)(nil)

type revokeAction struct {
	session *session.Session
}

// NewRevokeAction returns the action tigertrust_certificate_revoke.
func NewRevokeAction() action.Action { return &revokeAction{} }

// revokeModel is the configuration of the action.
type revokeModel struct {
	CertificateID types.Int64  `tfsdk:"certificate_id"`
	Reason        types.String `tfsdk:"reason"`
	Comments      types.String `tfsdk:"comments"`
}

func (a *revokeAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_certificate_revoke"
}

func (a *revokeAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (a *revokeAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Revokes a certificate at once, whatever else serves its names. That cannot be undone. One that is revoked already stays as it is. " +
			"A `tigertrust_certificate` that is revoked is replaced by the next apply.",
		Attributes: map[string]schema.Attribute{
			"certificate_id": certmodel.ActionCertificateID(),
			"reason": schema.StringAttribute{
				MarkdownDescription: "Why it is revoked: " + certmodel.RevocationReasonList() + ". Default: `unspecified`.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf(certmodel.RevocationReasons()...)},
			},
			"comments": schema.StringAttribute{
				MarkdownDescription: "What the revocation says beside its reason.",
				Optional:            true,
			},
		},
	}
}

// Invoke revokes the certificate, unless it is revoked already.
func (a *revokeAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config revokeModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	revocation := tigertrust.Revocation{Reason: tigertrust.ReasonUnspecified, Comments: config.Comments.ValueString()}
	if certmodel.HasValue(config.Reason) {
		revocation.Reason = tigertrust.RevocationReason(config.Reason.ValueString())
	}
	held, answer, problem := actionCertificate(ctx, a.session, config.CertificateID)
	if problem != nil {
		resp.Diagnostics.Append(problem)
		return
	}
	if answer.HasStatus(tigertrust.StatusRevoked) {
		progress.Report(ctx, resp, "%s is revoked already", held.Title())
		return
	}
	progress.Report(ctx, resp, "Revoking %s with the reason %s", held.Label(), revocation.Reason)
	err := held.Revoke(progress.ReportWaits(ctx, resp), revocation)
	switch {
	case errors.Is(err, tigertrust.ErrAlreadyRevoked):
		progress.Report(ctx, resp, "%s is revoked already", held.Title())
	case err != nil:
		resp.Diagnostics.Append(held.RevocationError(err, actionAttributes))
	default:
		progress.Report(ctx, resp, "%s is revoked", held.Title())
	}
}

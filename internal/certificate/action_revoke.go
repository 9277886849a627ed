package certificate

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
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
	CertificateID      types.String `tfsdk:"certificate_id"`
	RevocationReason   types.String `tfsdk:"revocation_reason"`
	RevocationComments types.String `tfsdk:"revocation_comments"`
}

func (a *revokeAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_certificate_revoke"
}

func (a *revokeAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (a *revokeAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Revokes a certificate immediately, whether or not another certificate covers its names. Does nothing if the certificate is already revoked. " +
			"If a `tigertrust_certificate` manages the certificate, the next apply replaces it.",
		Attributes: map[string]schema.Attribute{
			"certificate_id": certmodel.ActionCertificateID(),
			"revocation_reason": schema.StringAttribute{
				MarkdownDescription: "Reason for the revocation: " + certmodel.RevocationReasonList() + ". " +
					"Defaults to `superseded` if another certificate replaces it, and to `cessationOfOperation` otherwise, like the resource `tigertrust_certificate`.",
				Optional:   true,
				Validators: []validator.String{stringvalidator.OneOf(certmodel.RevocationReasons()...)},
			},
			"revocation_comments": schema.StringAttribute{
				MarkdownDescription: "Comment sent with the revocation.",
				Optional:            true,
			},
		},
	}
}

// Invoke revokes the certificate, unless it is already revoked.
func (a *revokeAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config revokeModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	certificate, response, problem := readForAction(ctx, a.session, config.CertificateID)
	if problem != nil {
		resp.Diagnostics.Append(problem)
		return
	}
	if response.HasStatus(tigertrust.StatusRevoked) {
		progress.Report(ctx, resp, "%s is already revoked", certificate.Title())
		return
	}
	reason, problem := config.reason(ctx, certificate)
	if problem != nil {
		resp.Diagnostics.Append(problem)
		return
	}
	revocation := tigertrust.Revocation{Reason: reason, Comments: config.RevocationComments.ValueString()}
	progress.Report(ctx, resp, "Revoking %s with the reason %s", certificate.Label(), revocation.Reason)
	err := certificate.Revoke(progress.ReportWaits(ctx, resp), poll.NewDeadline(a.session.Now(), "", lifecycle.RevocationTimeout), revocation)
	switch {
	case errors.Is(err, tigertrust.ErrAlreadyRevoked):
		progress.Report(ctx, resp, "%s is already revoked", certificate.Title())
	case err != nil:
		resp.Diagnostics.Append(certificate.RevocationError(err, actionAttributes))
	default:
		progress.Report(ctx, resp, "%s is revoked", certificate.Title())
	}
}

// reason returns the configured reason, or the default of the resource: it depends
// on whether the certificate has a replacement.
func (m *revokeModel) reason(ctx context.Context, certificate lifecycle.Certificate) (tigertrust.RevocationReason, diag.Diagnostic) {
	settings := certmodel.DestroyModel{RevocationReason: m.RevocationReason}
	if certmodel.HasValue(m.RevocationReason) {
		return settings.Reason(false), nil
	}
	isSuperseded, err := certificate.IsSuperseded(ctx)
	if err != nil {
		return "", diag.NewAttributeErrorDiagnostic(path.Root("revocation_reason"), certificate.Title()+" was not revoked: could not search for its replacement",
			apidiag.Detail(err)+"\n\nThe default of revocation_reason depends on whether the certificate has a replacement. Set revocation_reason to revoke the certificate without this search.")
	}
	return settings.Reason(isSuperseded), nil
}

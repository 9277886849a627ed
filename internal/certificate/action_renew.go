package certificate

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/progress"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/renewal"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

var _ action.ActionWithConfigure = (*renewAction)(nil)

type renewAction struct {
	session *session.Session
}

// NewRenewAction returns the action tigertrust_certificate_renew.
func NewRenewAction() action.Action { return &renewAction{} }

// renewModel is the configuration of the action.
type renewModel struct {
	CertificateID            types.Int64  `tfsdk:"certificate_id"`
	Method                   types.String `tfsdk:"method"`
	DeployAfterRenewal       types.Bool   `tfsdk:"deploy_after_renewal"`
	OnlyIfDaysRemainingBelow types.Int64  `tfsdk:"only_if_days_remaining_below"`
	Wait                     types.Bool   `tfsdk:"wait"`
	Timeout                  types.String `tfsdk:"timeout"`
}

func (a *renewAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_certificate_renew"
}

func (a *renewAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (a *renewAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Renews a certificate, once for each time that it is invoked; a renewal that is under way is joined. " +
			"To renew by a rule that a plan shows, use `renewal` of the resource `tigertrust_certificate`.",
		Attributes: map[string]schema.Attribute{
			"certificate_id": certmodel.ActionCertificateID(),
			"method": schema.StringAttribute{
				MarkdownDescription: describeMethod,
				Required:            true,
				Validators:          []validator.String{stringvalidator.OneOf(certmodel.ToStrings(tigertrust.RenewalMethods())...)},
			},
			"deploy_after_renewal": schema.BoolAttribute{
				MarkdownDescription: describeDeployAfterRenewal,
				Optional:            true,
			},
			"only_if_days_remaining_below": schema.Int64Attribute{
				MarkdownDescription: "Do nothing if at least this many days are left until the certificate expires. Default: renew whatever is left.",
				Optional:            true,
				Validators:          []validator.Int64{int64validator.AtLeast(1)},
			},
			"wait": schema.BoolAttribute{
				MarkdownDescription: "Whether to wait until the certificate is renewed, default `true`. It is never waited for by method `csr`.",
				Optional:            true,
			},
			"timeout": certmodel.ActionTimeoutAttribute("How long to wait until the certificate is renewed.", "10m"),
		},
	}
}

// Invoke renews the certificate, and reports what it waits for.
func (a *renewAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config renewModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	held, answer, problem := readForAction(ctx, a.session, config.CertificateID)
	if problem == nil {
		problem = unrenewable(held, answer)
	}
	if problem != nil {
		resp.Diagnostics.Append(problem)
		return
	}
	isDue, problem := config.isDue(held)
	if problem != nil {
		resp.Diagnostics.Append(problem)
		return
	}
	if !isDue {
		progress.Report(ctx, resp, "%s is not due: it expires at %s, in %d days", held.Title(), held.Model.ValidTo.ValueString(), daysRemaining(held.Model.ValidTo, a.session.Now()).ValueInt64())
		return
	}
	_, diags := held.Complete(ctx)
	resp.Diagnostics.Append(diags...)
	a.renew(ctx, held, &config, resp)
}

func (a *renewAction) renew(ctx context.Context, held lifecycle.Certificate, config *renewModel, resp *action.InvokeResponse) {
	request := renewal.Request{
		Certificate: held,
		Renewal: tigertrust.Renewal{
			Method:             tigertrust.RenewalMethod(config.Method.ValueString()),
			DeployAfterRenewal: config.DeployAfterRenewal.ValueBoolPointer(),
		},
		Deadline:             poll.NewDeadline(a.session.Now(), "timeout", certmodel.TimeoutOr(config.Timeout, defaultTimeout)),
		SubmitOnly:           !config.Wait.IsNull() && !config.Wait.ValueBool(),
		UnknownOutcomeAdvice: "Check in TigerTrust whether the certificate was renewed before you invoke the action again. The action would renew it once more.",
	}
	progress.Report(ctx, resp, "Renewing %s by %s", held.Label(), config.Method.ValueString())
	result := renewal.Run(progress.ReportWaits(ctx, resp), request)
	if result.IsJoined {
		progress.Report(ctx, resp, "TigerTrust was renewing %s already, so no other renewal was ordered", held.Label())
	}
	switch {
	case result.Problem != nil:
		resp.Diagnostics.Append(actionProblem(result.Problem, request.Renewal.Method))
	case result.IsRenewed:
		renewed := certmodel.FromAPI(result.Response)
		progress.Report(ctx, resp, "%s is renewed: its serial number is %s, and it expires at %s", held.Title(), renewed.SerialNumber.ValueString(), renewed.ValidTo.ValueString())
	default:
		progress.Report(ctx, resp, "The renewal of %s is ordered", held.Label())
	}
}

// actionProblem returns a problem of a renewal as the action has it. That it has
// not ended in time is an error: what comes after the action would go on with
// the old certificate. Only by csr nobody expects it to end.
func actionProblem(problem diag.Diagnostic, method tigertrust.RenewalMethod) diag.Diagnostic {
	if method == tigertrust.RenewByCSR && problem.Severity() == diag.SeverityWarning {
		return diag.NewAttributeWarningDiagnostic(path.Root("method"), problem.Summary(), problem.Detail())
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("certificate_id"), problem.Summary(), problem.Detail())
}

// unrenewable returns why there is nothing to renew, nil if there is.
func unrenewable(held lifecycle.Certificate, answer *tigertrust.Certificate) diag.Diagnostic {
	switch {
	case answer.HasStatus(tigertrust.StatusRevoked):
		return diag.NewAttributeErrorDiagnostic(path.Root("certificate_id"), held.Title()+" was not renewed: it is revoked",
			"A revocation cannot be undone. Order a new certificate in its place.")
	case !answer.Issued():
		return diag.NewAttributeErrorDiagnostic(path.Root("certificate_id"), held.Title()+" was not renewed: it is not issued",
			fmt.Sprintf("Its status is %q, so there is nothing to renew.", held.Model.Status.ValueString()))
	}
	return nil
}

// isDue reports that so few days are left that the certificate is to be renewed.
func (m *renewModel) isDue(held lifecycle.Certificate) (bool, diag.Diagnostic) {
	if m.OnlyIfDaysRemainingBelow.IsNull() {
		return true, nil
	}
	left := daysRemaining(held.Model.ValidTo, held.Session.Now())
	if left.IsNull() {
		return false, diag.NewAttributeErrorDiagnostic(path.Root("only_if_days_remaining_below"), held.Title()+" was not renewed: nobody knows when it expires",
			"TigerTrust does not tell it. Leave only_if_days_remaining_below out to renew it all the same.")
	}
	return left.ValueInt64() < m.OnlyIfDaysRemainingBelow.ValueInt64(), nil
}

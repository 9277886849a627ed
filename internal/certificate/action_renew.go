package certificate

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/action/timeouts"
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
	CertificateID            types.String   `tfsdk:"certificate_id"`
	Method                   types.String   `tfsdk:"method"`
	DeployAfterRenewal       types.Bool     `tfsdk:"deploy_after_renewal"`
	OnlyIfDaysRemainingBelow types.Int64    `tfsdk:"only_if_days_remaining_below"`
	Wait                     types.Bool     `tfsdk:"wait"`
	Timeouts                 timeouts.Value `tfsdk:"timeouts"`
}

func (a *renewAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_certificate_renew"
}

func (a *renewAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (a *renewAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Renews a certificate. Each invocation submits one renewal, or waits for the renewal that is already in progress. " +
			"To renew the certificate when it is due and show renewals in the plan, use `renewal` of the resource `tigertrust_certificate`.",
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
				MarkdownDescription: "Renew only if fewer than this many days remain until the certificate expires: at least 1. Defaults to always renewing.",
				Optional:            true,
				Validators:          []validator.Int64{int64validator.AtLeast(1)},
			},
			"wait": schema.BoolAttribute{
				MarkdownDescription: "Whether to wait until the certificate is renewed. The action never waits for a `csr` renewal. Defaults to `true`.",
				Optional:            true,
			},
			"timeouts": certmodel.ActionTimeoutsAttribute("Time limit for the renewal, including the wait until the certificate is renewed.", "10m"),
		},
	}
}

// Invoke renews the certificate and reports the progress.
func (a *renewAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config renewModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	duration, diags := config.Timeouts.Invoke(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	deadline := poll.NewDeadline(a.session.Now(), "timeouts.invoke", duration)
	ctx, cancel := deadline.Context(ctx, a.session)
	defer cancel()
	held, response, problem := readForAction(ctx, a.session, config.CertificateID)
	if problem == nil {
		problem = notRenewableError(held, response)
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
		progress.Report(ctx, resp, "%s is not due for renewal: it expires at %s, in %d days", held.Title(), held.Model.ValidTo.ValueString(), daysRemaining(held.Model.ValidTo, a.session.Now()).ValueInt64())
		return
	}
	_, diags = held.Complete(ctx)
	resp.Diagnostics.Append(diags...)
	a.renew(ctx, held, &config, deadline, resp)
}

func (a *renewAction) renew(ctx context.Context, held lifecycle.Certificate, config *renewModel, deadline poll.Deadline, resp *action.InvokeResponse) {
	request := renewal.Request{
		Certificate: held,
		Renewal: tigertrust.Renewal{
			Method:             tigertrust.RenewalMethod(config.Method.ValueString()),
			DeployAfterRenewal: config.DeployAfterRenewal.ValueBoolPointer(),
		},
		Deadline:             deadline,
		SubmitOnly:           !config.Wait.IsNull() && !config.Wait.ValueBool(),
		UnknownOutcomeAdvice: "Check in TigerTrust whether the certificate was renewed before you invoke the action again. The action would renew it once more.",
	}
	progress.Report(ctx, resp, "Renewing %s by %s", held.Label(), config.Method.ValueString())
	result := renewal.Run(progress.ReportWaits(ctx, resp), request)
	if result.IsJoined {
		progress.Report(ctx, resp, "TigerTrust was already renewing %s, so no other renewal was submitted", held.Label())
	}
	switch {
	case result.Problem != nil:
		resp.Diagnostics.Append(actionProblem(result.Problem, request.Renewal.Method))
	case result.IsRenewed:
		renewed := certmodel.FromAPI(result.Response)
		progress.Report(ctx, resp, "%s is renewed: its serial number is %s, and it expires at %s", held.Title(), renewed.SerialNumber.ValueString(), renewed.ValidTo.ValueString())
	default:
		progress.Report(ctx, resp, "The renewal of %s was submitted", held.Label())
	}
}

// actionProblem returns the problem of a renewal at an attribute of the action. A
// renewal that does not finish in time is an error here, because the next steps
// would use the old certificate. Only a csr renewal is not expected to finish.
func actionProblem(problem diag.Diagnostic, method tigertrust.RenewalMethod) diag.Diagnostic {
	if method == tigertrust.RenewByCSR && problem.Severity() == diag.SeverityWarning {
		return diag.NewAttributeWarningDiagnostic(path.Root("method"), problem.Summary(), problem.Detail())
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("certificate_id"), problem.Summary(), problem.Detail())
}

// notRenewableError returns an error if the certificate is revoked or not issued,
// and nil otherwise.
func notRenewableError(held lifecycle.Certificate, response *tigertrust.Certificate) diag.Diagnostic {
	switch {
	case response.HasStatus(tigertrust.StatusRevoked):
		return diag.NewAttributeErrorDiagnostic(path.Root("certificate_id"), "Cannot renew a revoked certificate",
			held.Title()+" was revoked, and a revocation cannot be undone. Order a new certificate instead.")
	case !response.Issued():
		return diag.NewAttributeErrorDiagnostic(path.Root("certificate_id"), "Cannot renew a certificate that is not issued",
			fmt.Sprintf("The status of %s is %q. Invoke the action when the certificate is issued.", held.Label(), tigertrust.Printable(held.Model.Status.ValueString())))
	}
	return nil
}

// isDue reports whether fewer days remain than only_if_days_remaining_below.
func (m *renewModel) isDue(held lifecycle.Certificate) (bool, diag.Diagnostic) {
	if m.OnlyIfDaysRemainingBelow.IsNull() {
		return true, nil
	}
	remaining := daysRemaining(held.Model.ValidTo, held.Session.Now())
	if remaining.IsNull() {
		return false, diag.NewAttributeErrorDiagnostic(path.Root("only_if_days_remaining_below"), "The expiry of the certificate is unknown",
			fmt.Sprintf("TigerTrust does not return the expiry of %s. To renew it in any case, remove only_if_days_remaining_below.", held.Label()))
	}
	return remaining.ValueInt64() < m.OnlyIfDaysRemainingBelow.ValueInt64(), nil
}

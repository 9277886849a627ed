package deployment

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/actionvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certpem"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/progress"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

var (
	_ action.ActionWithConfigure        = (*verifyAction)(nil)
	_ action.ActionWithConfigValidators = (*verifyAction)(nil)
)

type verifyAction struct {
	session *session.Session
}

// NewVerifyAction returns the action tigertrust_certificate_verify.
func NewVerifyAction() action.Action { return &verifyAction{} }

// verifyActionModel is the configuration of the action.
type verifyActionModel struct {
	CertificateID types.String        `tfsdk:"certificate_id"`
	Fingerprint   types.String        `tfsdk:"fingerprint"`
	Endpoints     certmodel.StringSet `tfsdk:"endpoints"`
	ServerName    types.String        `tfsdk:"server_name"`
	Timeout       types.String        `tfsdk:"timeout"`
}

func (a *verifyAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_certificate_verify"
}

func (a *verifyAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (a *verifyAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Verifies that endpoints serve a certificate: in a TLS handshake, each endpoint must present a certificate with the same fingerprint. " +
			"Terraform connects from where it runs, directly and never through a proxy (`HTTPS_PROXY`). It sends neither application data nor the API key to the endpoints, and does not check who issued the certificate. " +
			"To verify each deployment, use `verify` of the resource `tigertrust_certificate_deployment`.",
		Attributes: map[string]schema.Attribute{
			"certificate_id": schema.StringAttribute{
				MarkdownDescription: certmodel.DescribeID + " Exactly one of `certificate_id` and `fingerprint` is required.",
				Optional:            true,
				Validators:          []validator.String{certmodel.IDValidator()},
			},
			"fingerprint": schema.StringAttribute{
				MarkdownDescription: "SHA-256 fingerprint of the certificate: `SHA256:` followed by the digest, or the digest alone, with or without colons.",
				Optional:            true,
			},
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
			"timeout": certmodel.ActionTimeoutAttribute("Time limit for all endpoints to serve the certificate.", "1m"),
		},
	}
}

func (a *verifyAction) ConfigValidators(context.Context) []action.ConfigValidator {
	return []action.ConfigValidator{
		actionvalidator.ExactlyOneOf(path.MatchRoot("certificate_id"), path.MatchRoot("fingerprint")),
	}
}

// Invoke connects to the endpoints and reports the progress.
func (a *verifyAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config verifyActionModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	label, expected, problem := a.expected(ctx, &config)
	if problem != nil {
		resp.Diagnostics.Append(problem)
		return
	}
	verification := verification{
		session:    a.session,
		label:      label,
		expected:   expected,
		endpoints:  certmodel.Strings(config.Endpoints),
		serverName: config.ServerName.ValueString(),
		deadline:   poll.NewDeadline(a.session.Now(), "timeout", certmodel.TimeoutOr(config.Timeout, defaultVerifyTimeout)),
		attribute:  path.Root("endpoints"),
		advice:     "Check that the service uses this certificate and has reloaded it, and that endpoints and server_name are those of this service.",
	}
	names := strings.Join(verification.endpoints, ", ")
	progress.Report(ctx, resp, "Verifying that %s is served by %s", label, names)
	if problem := verification.run(progress.ReportWaits(ctx, resp)); problem != nil {
		resp.Diagnostics.Append(problem)
		return
	}
	progress.Report(ctx, resp, "%s is served by %s", lifecycle.Capitalize(label), names)
}

// expected returns the configured certificate: how to name it, and its fingerprint.
func (a *verifyAction) expected(ctx context.Context, config *verifyActionModel) (label string, fingerprint []string, problem diag.Diagnostic) {
	if !certmodel.HasValue(config.CertificateID) {
		parsed, err := certpem.ParseFingerprint(config.Fingerprint.ValueString())
		if err != nil {
			return "", nil, diag.NewAttributeErrorDiagnostic(path.Root("fingerprint"), "Invalid fingerprint",
				fmt.Sprintf("fingerprint %s, got %s.", err, config.Fingerprint))
		}
		return "the certificate", []string{parsed}, nil
	}
	id := tigertrust.ID(config.CertificateID.ValueString())
	label = fmt.Sprintf("certificate %s", id)
	response, err := lifecycle.ReadReferenced(ctx, a.session, id)
	if err != nil {
		return "", nil, apidiag.Error("Could not read "+label+" to verify it", err, apidiag.Attributes{tigertrust.ErrCertificateNotFound: path.Root("certificate_id")})
	}
	fingerprint = fingerprints(lifecycle.Observe(response))
	if len(fingerprint) == 0 {
		return "", nil, noFingerprintError(path.Root("certificate_id"), label)
	}
	return label, fingerprint, nil
}

package deployment

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certpem"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tlsprobe"
)

var _ datasource.DataSourceWithConfigure = (*servedDataSource)(nil)

type servedDataSource struct {
	session *session.Session
}

// NewServedCertificateDataSource returns the data source
// tigertrust_served_certificate.
func NewServedCertificateDataSource() datasource.DataSource { return &servedDataSource{} }

// defaultConnectTimeout is the time limit of the data source.
const defaultConnectTimeout = 10 * time.Second

// servedModel is the configuration and state of the data source.
type servedModel struct {
	Endpoint   types.String `tfsdk:"endpoint"`
	ServerName types.String `tfsdk:"server_name"`
	Timeout    types.String `tfsdk:"timeout"`

	CommonName              types.String        `tfsdk:"common_name"`
	SubjectAlternativeNames certmodel.StringSet `tfsdk:"subject_alternative_names"`
	Issuer                  types.String        `tfsdk:"issuer"`
	SerialNumber            types.String        `tfsdk:"serial_number"`
	Fingerprint             types.String        `tfsdk:"fingerprint"`
	ValidFrom               timetypes.RFC3339   `tfsdk:"valid_from"`
	ValidTo                 timetypes.RFC3339   `tfsdk:"valid_to"`
	DaysRemaining           types.Int64         `tfsdk:"days_remaining"`
	KeyType                 types.String        `tfsdk:"key_type"`
	KeySize                 types.Int64         `tfsdk:"key_size"`
	PublicKeySHA256         types.String        `tfsdk:"public_key_sha256"`
	CertificatePEM          types.String        `tfsdk:"certificate_pem"`
	ChainPEM                types.String        `tfsdk:"chain_pem"`
	FullChainPEM            types.String        `tfsdk:"full_chain_pem"`
}

func (d *servedDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_served_certificate"
}

func (d *servedDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (d *servedDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the certificate that an endpoint serves, with a TLS handshake. Terraform connects from where it runs, directly and never through a proxy (`HTTPS_PROXY`), whenever it reads the data source. " +
			"It sends neither application data nor the API key, and does not check who issued the certificate. An endpoint that does not serve a certificate is an error.",
		Attributes: map[string]schema.Attribute{
			"endpoint": schema.StringAttribute{
				MarkdownDescription: "Endpoint to connect to: " + describeEndpoint + ".",
				Required:            true,
				Validators:          []validator.String{endpointValidator()},
			},
			"server_name": schema.StringAttribute{
				MarkdownDescription: describeServerName,
				Optional:            true,
				Validators:          []validator.String{serverNameValidator()},
			},
			"timeout": certmodel.DataSourceTimeoutAttribute("Time limit for the connection and the handshake.", "10s"),

			"common_name":               certmodel.ComputedString("Common name of the certificate. Null if it has none."),
			"subject_alternative_names": certmodel.ComputedStringSet("Subject alternative names (SANs) of the certificate: DNS names, IP addresses, e-mail addresses and URIs."),
			"issuer":                    certmodel.ComputedString("Common name of the issuer. Null if it has none."),
			"serial_number":             certmodel.ComputedString(certmodel.DescribeSerialNumber),
			"fingerprint":               certmodel.ComputedString(certmodel.DescribeFingerprint),
			"valid_from":                certmodel.ComputedTime(certmodel.DescribeValidFrom),
			"valid_to":                  certmodel.ComputedTime(certmodel.DescribeValidTo),
			"days_remaining":            certmodel.ComputedInt64(certmodel.DescribeDaysRemaining),
			"key_type":                  certmodel.ComputedString("Key type: `RSA`, `ECDSA` or `Ed25519`. Null for others."),
			"key_size":                  certmodel.ComputedInt64(certmodel.DescribeKeySize),
			"public_key_sha256":         certmodel.ComputedString("SHA-256 digest of the public key (SubjectPublicKeyInfo): lower-case hexadecimal digits."),
			"certificate_pem":           certmodel.ComputedString(certmodel.DescribeCertificatePEM),
			"chain_pem":                 certmodel.ComputedString("Other certificates that the endpoint serves, in PEM format. Null if there are none."),
			"full_chain_pem":            certmodel.ComputedString("All certificates that the endpoint serves, in PEM format."),
		},
	}
}

func (d *servedDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model servedModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	endpoint, err := tlsprobe.ParseEndpoint(model.Endpoint.ValueString())
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("endpoint"), "Invalid endpoint", fmt.Sprintf("The endpoint %s %s.", model.Endpoint, err))
		return
	}
	ctx, cancel := context.WithTimeout(ctx, certmodel.TimeoutOr(model.Timeout, defaultConnectTimeout))
	defer cancel()
	chain, err := tlsprobe.Chain(ctx, endpoint, model.ServerName.ValueString())
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("endpoint"), "Could not read the served certificate",
			fmt.Sprintf("%s %s.\n\nCheck that a TLS server listens there, that it has a certificate for the server name, and that it can be reached from where Terraform runs: the provider connects without a proxy.", endpoint, tigertrust.Printable(err.Error())))
		return
	}
	model.set(chain, d.session.Now())
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

// set sets the attributes of the certificate, in the formats of
// tigertrust_certificate.
func (m *servedModel) set(chain []*x509.Certificate, now time.Time) {
	certificate := chain[0]
	commonName, issuer := certificate.Subject.CommonName, certificate.Issuer.CommonName
	m.CommonName, m.Issuer = certmodel.StringValue(&commonName), certmodel.StringValue(&issuer)
	names := certpem.AlternativeNames(certificate)
	m.SubjectAlternativeNames = certmodel.NewStringSet(&names)
	m.SerialNumber = types.StringValue(certpem.SerialNumber(certificate.SerialNumber))
	m.Fingerprint = types.StringValue(certpem.Fingerprint(certificate))
	m.ValidFrom = timetypes.NewRFC3339TimeValue(certificate.NotBefore.UTC())
	m.ValidTo = timetypes.NewRFC3339TimeValue(certificate.NotAfter.UTC())
	m.DaysRemaining = types.Int64Value(clock.DaysUntil(certificate.NotAfter, now))
	if kind, bits := certpem.PublicKey(certificate); kind != "" {
		m.KeyType, m.KeySize = types.StringValue(kind), types.Int64Value(int64(bits))
	}
	m.PublicKeySHA256 = types.StringValue(certpem.PublicKeySHA256(certificate))
	leaf, others := encode(chain[:1]), encode(chain[1:])
	m.CertificatePEM, m.ChainPEM = types.StringValue(leaf), certmodel.StringValue(&others)
	m.FullChainPEM = types.StringValue(leaf + others)
}

// encode returns certificates in PEM format.
func encode(certificates []*x509.Certificate) string {
	var text strings.Builder
	for _, certificate := range certificates {
		text.Write(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw}))
	}
	return text.String()
}

package functions

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type parseCertificate struct{}

// NewParseCertificate returns the function parse_certificate.
func NewParseCertificate() function.Function { return parseCertificate{} }

// parsedModel is a certificate in the words of the API, so that it can be
// compared with a tigertrust_certificate attribute by attribute. The names are
// a set there, and they have none but an arbitrary order in the API.
type parsedModel struct {
	CommonName              *string  `tfsdk:"common_name"`
	SubjectAlternativeNames []string `tfsdk:"subject_alternative_names"`
	Issuer                  *string  `tfsdk:"issuer"`
	SerialNumber            string   `tfsdk:"serial_number"`
	Fingerprint             string   `tfsdk:"fingerprint"`
	ValidFrom               string   `tfsdk:"valid_from"`
	ValidTo                 string   `tfsdk:"valid_to"`
	KeyType                 *string  `tfsdk:"key_type"`
	KeySize                 *int64   `tfsdk:"key_size"`
}

var parsedTypes = map[string]attr.Type{
	"common_name":               types.StringType,
	"subject_alternative_names": types.SetType{ElemType: types.StringType},
	"issuer":                    types.StringType,
	"serial_number":             types.StringType,
	"fingerprint":               types.StringType,
	"valid_from":                types.StringType,
	"valid_to":                  types.StringType,
	"key_type":                  types.StringType,
	"key_size":                  types.Int64Type,
}

func (parseCertificate) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "parse_certificate"
}

func (parseCertificate) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Reads a certificate in PEM.",
		MarkdownDescription: "Returns what a certificate says, under the names and in the form that `tigertrust_certificate` has: `common_name`, `subject_alternative_names` (a set), " +
			"`issuer` (its common name), `serial_number`, `fingerprint`, `valid_from`, `valid_to`, `key_type` (`RSA`, `ECDSA` or `Ed25519`) and `key_size` in bits. " +
			"What the certificate does not say is null, and the names are empty if there are none.\n\n" +
			"Of a chain it reads the first certificate, and fails if one of them is not issued by the next. Text around the PEM is ignored. It refuses whatever holds a private key.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name:                "pem",
				MarkdownDescription: "The certificate in PEM, such as `certificate_pem` of a `tigertrust_certificate` or the content of a file.",
			},
		},
		Return: function.ObjectReturn{AttributeTypes: parsedTypes},
	}
}

func (parseCertificate) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var text string
	if resp.Error = req.Arguments.Get(ctx, &text); resp.Error != nil {
		return
	}
	certificate, err := readPEM(text)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, "This is not a certificate in PEM: "+err.Error()+".")
		return
	}
	parsed := parsedModel{
		CommonName:              orNull(certificate.Subject.CommonName),
		SubjectAlternativeNames: alternativeNames(certificate),
		Issuer:                  orNull(certificate.Issuer.CommonName),
		SerialNumber:            serialNumber(certificate.SerialNumber),
		Fingerprint:             fingerprint(certificate),
		ValidFrom:               certificate.NotBefore.UTC().Format(time.RFC3339),
		ValidTo:                 certificate.NotAfter.UTC().Format(time.RFC3339),
	}
	if kind, bits := publicKey(certificate); kind != "" {
		size := int64(bits)
		parsed.KeyType, parsed.KeySize = &kind, &size
	}
	resp.Error = resp.Result.Set(ctx, parsed)
}

// orNull returns nil for a text that the certificate does not have.
func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

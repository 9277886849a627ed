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

// parsedModel has the attribute names and formats of tigertrust_certificate, so
// that both can be compared attribute by attribute.
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
		Summary: "Parses a PEM certificate.",
		MarkdownDescription: "Returns the fields of a certificate, with the attribute names and formats of `tigertrust_certificate`: `common_name`, `subject_alternative_names` (a set), " +
			"`issuer` (its common name), `serial_number`, `fingerprint`, `valid_from`, `valid_to`, `key_type` (`RSA`, `ECDSA` or `Ed25519`) and `key_size` in bits. " +
			"Fields that the certificate does not contain are null, and `subject_alternative_names` is empty if there are none.\n\n" +
			"In a chain, the first certificate is parsed, and each certificate must be issued by the next one. Text around the PEM blocks is ignored. Input that contains a private key is an error. " +
			"Terraform prints the value of a variable in an error, so mark a variable that may contain a key as `sensitive`.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name:                "pem",
				MarkdownDescription: "Certificate in PEM format, such as `certificate_pem` of a `tigertrust_certificate` or the content of a file.",
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
	certificate, err := parsePEM(text)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, "The value is not a valid PEM certificate: "+err.Error()+".")
		return
	}
	parsed := parsedModel{
		CommonName:              nullIfEmpty(certificate.Subject.CommonName),
		SubjectAlternativeNames: alternativeNames(certificate),
		Issuer:                  nullIfEmpty(certificate.Issuer.CommonName),
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

// nullIfEmpty returns nil for an empty text.
func nullIfEmpty(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

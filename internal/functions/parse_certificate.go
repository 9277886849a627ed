package functions

import (
	"context"
	"crypto/x509"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certpem"
)

type parseCertificate struct{}

// NewParseCertificate returns the function parse_certificate.
func NewParseCertificate() function.Function { return parseCertificate{} }

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
	"public_key_sha256":         types.StringType,
}

func (parseCertificate) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "parse_certificate"
}

func (parseCertificate) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Parses a certificate in PEM format.",
		MarkdownDescription: "Returns the fields of a certificate, with the attribute names and formats of `tigertrust_certificate`: `common_name`, `subject_alternative_names` (a set), " +
			"`issuer` (its common name), `serial_number`, `fingerprint`, `valid_from`, `valid_to`, `key_type` (`RSA`, `ECDSA` or `Ed25519`) and `key_size` in bits. " +
			"Fields that the certificate does not contain are null, and so are `key_type` and `key_size` of other keys, such as Ed448, X25519, DSA or ML-DSA. RSA keys that are restricted to RSA-PSS are `RSA`. " +
			"Keys on elliptic curves other than P-224, P-256, P-384 and P-521 are an error.\n\n" +
			"`public_key_sha256`, which `tigertrust_certificate` does not have, is the SHA-256 digest of the public key (SubjectPublicKeyInfo) in lower-case hexadecimal digits, as in `TLSA 3 1 1` records. It is the same for two certificates with the same key.\n\n" +
			"`subject_alternative_names` contains the DNS names, e-mail addresses and URIs as in the certificate, and the IP addresses in their shortest form. It is empty if there are none. " +
			"Other kinds of names, such as directory names, registered IDs and user principal names, are omitted.\n\n" +
			"In a chain, the first certificate is parsed, and each certificate must be issued by the next one. Text around the PEM blocks is ignored, and so are public blocks of other kinds, such as `DH PARAMETERS`. Input that contains a private key is an error. " +
			"Terraform prints the value of a variable in an error, so mark a variable that may contain a private key as `sensitive`.",
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
		resp.Error = argumentError(0, err)
		return
	}
	resp.Error = resp.Result.Set(ctx, parsedObject(certificate))
}

// parsedObject returns the result for a certificate. Its attributes have the names
// and formats of tigertrust_certificate, so that both can be compared attribute by
// attribute. It is an object and not a struct, because the framework compares each
// element of a set in a struct with all others.
func parsedObject(certificate *x509.Certificate) types.Object {
	var names []attr.Value
	for _, name := range certpem.AlternativeNames(certificate) {
		names = append(names, types.StringValue(name))
	}
	keyType, keySize := types.StringNull(), types.Int64Null()
	if kind, bits := certpem.PublicKey(certificate); kind != "" {
		keyType, keySize = types.StringValue(kind), types.Int64Value(int64(bits))
	}
	return types.ObjectValueMust(parsedTypes, map[string]attr.Value{
		"common_name":               nullIfEmpty(certificate.Subject.CommonName),
		"subject_alternative_names": types.SetValueMust(types.StringType, names),
		"issuer":                    nullIfEmpty(certificate.Issuer.CommonName),
		"serial_number":             types.StringValue(certpem.SerialNumber(certificate.SerialNumber)),
		"fingerprint":               types.StringValue(certpem.Fingerprint(certificate)),
		"valid_from":                types.StringValue(certificate.NotBefore.UTC().Format(time.RFC3339)),
		"valid_to":                  types.StringValue(certificate.NotAfter.UTC().Format(time.RFC3339)),
		"key_type":                  keyType,
		"key_size":                  keySize,
		"public_key_sha256":         types.StringValue(certpem.PublicKeySHA256(certificate)),
	})
}

// nullIfEmpty returns null for an empty text.
func nullIfEmpty(text string) types.String {
	if text == "" {
		return types.StringNull()
	}
	return types.StringValue(text)
}

// argumentError returns the error of a function whose argument at the position
// is wrong. The error err is a predicate, such as "is empty".
func argumentError(position int64, err error) *function.FuncError {
	return function.NewArgumentFuncError(position, "The value "+strings.TrimRight(err.Error(), ". ")+".")
}

package functions

import (
	"context"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/function"
)

type ariCertificateID struct{}

// NewARICertificateID returns the function ari_certificate_id.
func NewARICertificateID() function.Function { return ariCertificateID{} }

func (ariCertificateID) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "ari_certificate_id"
}

func (ariCertificateID) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Returns the identifier of a certificate for ACME Renewal Information (ARI).",
		MarkdownDescription: "Returns the unique identifier of a certificate for ACME Renewal Information (ARI, [RFC 9773](https://www.rfc-editor.org/rfc/rfc9773)): its authority key identifier and its serial number, both in base64url and separated by a dot. " +
			"An ACME server that supports ARI returns the suggested renewal window of the certificate at its `renewalInfo` URL, followed by a slash and this identifier.\n\n" +
			"A certificate without an authority key identifier, such as many self-signed certificates, is an error.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name:                "certificate_pem",
				MarkdownDescription: "Certificate in PEM format, such as `certificate_pem` of a `tigertrust_certificate`. If the value is a chain, the first certificate is used.",
			},
		},
		Return: function.StringReturn{},
	}
}

func (ariCertificateID) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var text string
	if resp.Error = req.Arguments.Get(ctx, &text); resp.Error != nil {
		return
	}
	certificate, err := parsePEM(text)
	var id string
	if err == nil {
		id, err = ariID(certificate)
	}
	if err != nil {
		resp.Error = argumentError(0, err)
		return
	}
	resp.Error = resp.Result.Set(ctx, id)
}

// ariID returns the unique identifier of a certificate according to RFC 9773,
// section 4.1. The serial number is encoded as in the certificate, with a leading
// zero byte if its highest bit is set.
func ariID(certificate *x509.Certificate) (string, error) {
	if len(certificate.AuthorityKeyId) == 0 {
		return "", errors.New("contains a certificate without an authority key identifier, which is a part of the result")
	}
	encoded, err := asn1.Marshal(certificate.SerialNumber)
	if err != nil {
		return "", fmt.Errorf("contains a certificate whose serial number cannot be encoded: %w", err)
	}
	var serialNumber asn1.RawValue
	if _, err := asn1.Unmarshal(encoded, &serialNumber); err != nil {
		return "", fmt.Errorf("contains a certificate whose serial number cannot be encoded: %w", err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	return encode(certificate.AuthorityKeyId) + "." + encode(serialNumber.Bytes), nil
}

package functions

import (
	"context"
	"crypto/x509"
	"errors"
	"net/netip"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
)

type covers struct{}

// NewCovers returns the function covers.
func NewCovers() function.Function { return covers{} }

func (covers) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "covers"
}

func (covers) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Returns whether a certificate covers a host.",
		MarkdownDescription: "Returns whether clients that connect to `host` accept the names of the certificate ([RFC 9525](https://www.rfc-editor.org/rfc/rfc9525)):\n\n" +
			"- A DNS name must equal a DNS name of the certificate. Letter case and a dot at the end of `host` are ignored, and internationalized names may be written in Unicode.\n" +
			"- A wildcard matches exactly one label, the left-most one: `*.example.com` covers `www.example.com`, but neither `example.com` nor `a.b.example.com`. A wildcard in another position, such as `w*.example.com`, matches nothing. " +
			"If `host` is a wildcard, only the same wildcard covers it.\n" +
			"- An IP address must equal an IP address of the certificate. Wildcards and DNS names do not cover it.\n\n" +
			"The function compares only the subject alternative names (SANs). Clients ignore the common name, so a certificate without DNS names and IP addresses among its SANs is an error. The function checks neither the validity period nor the issuer.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name:                "certificate_pem",
				MarkdownDescription: "Certificate in PEM format, such as `certificate_pem` of a `tigertrust_certificate`. If the value is a chain, the first certificate is used.",
			},
			function.StringParameter{
				Name:                "host",
				MarkdownDescription: "DNS name or IP address, without a port.",
			},
		},
		Return: function.BoolReturn{},
	}
}

func (covers) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var text, host string
	if resp.Error = req.Arguments.Get(ctx, &text, &host); resp.Error != nil {
		return
	}
	certificate, err := parsePEM(text)
	if err == nil && len(certificate.DNSNames)+len(certificate.IPAddresses) == 0 {
		err = errors.New("contains a certificate without names to compare: it has neither DNS names nor IP addresses among its subject alternative names (SANs). Clients ignore the common name")
	}
	if err != nil {
		resp.Error = argumentError(0, err)
		return
	}
	host = strings.TrimSuffix(host, ".")
	if err := certname.Validate(host); err != nil {
		resp.Error = argumentError(1, err)
		return
	}
	resp.Error = resp.Result.Set(ctx, coversHost(certificate, host))
}

// coversHost reports whether a certificate is for a host according to RFC 9525,
// section 6.
func coversHost(certificate *x509.Certificate, host string) bool {
	canonical := certname.Canonical(host)
	if _, err := netip.ParseAddr(host); err == nil {
		for _, address := range certificate.IPAddresses {
			if certname.Canonical(address.String()) == canonical {
				return true
			}
		}
		return false
	}
	for _, name := range certificate.DNSNames {
		if matchesDNS(strings.ToLower(name), canonical) {
			return true
		}
	}
	return false
}

// matchesDNS reports whether a DNS name of a certificate matches a host. Both are
// in lower case.
func matchesDNS(name, host string) bool {
	if name == host {
		return true
	}
	label, parent, hasParent := strings.Cut(host, ".")
	return hasParent && label != "*" && name == "*."+parent
}

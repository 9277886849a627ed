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
		Summary: "Reports whether a certificate is for a host.",
		MarkdownDescription: "Returns whether clients that connect to `host` accept the names of the certificate (RFC 9525, RFC 6125):\n\n" +
			"- A DNS name has to be equal to a DNS name of the certificate. Letter case and a dot at the end of `host` do not matter, and internationalized names may be written in Unicode.\n" +
			"- A wildcard replaces exactly one label, the left-most one: `*.example.com` covers `www.example.com`, but neither `example.com` nor `a.b.example.com`. Certificates with a wildcard in another place, such as `w*.example.com`, do not cover any host by it. " +
			"As a `host`, a wildcard is covered only by the same wildcard.\n" +
			"- An IP address has to be equal to an IP address of the certificate. Wildcards and DNS names do not cover it.\n\n" +
			"Only the subject alternative names (SANs) count. Clients ignore the common name, so a certificate without DNS names and IP addresses among its SANs is an error. The validity period and the issuer are not checked.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name:                "certificate_pem",
				MarkdownDescription: "Certificate in PEM format, such as `certificate_pem` of a `tigertrust_certificate`. In a chain, the first certificate counts.",
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

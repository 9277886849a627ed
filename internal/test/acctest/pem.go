package acctest

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
)

// CertificatePEM checks that a value is the PEM of a single certificate with these
// properties. Zero fields are ignored.
type CertificatePEM struct {
	// CommonName is the common name of the subject.
	CommonName string
	// Names are all SANs, DNS names and IP addresses, in any order.
	Names []string
	// Validity is the validity period.
	Validity time.Duration
	// KeyAlgorithm is RSA or ECDSA.
	KeyAlgorithm x509.PublicKeyAlgorithm
	// Issuer is the common name of the CA.
	Issuer string
}

var _ knownvalue.Check = CertificatePEM{}

// CheckValue implements [knownvalue.Check].
func (c CertificatePEM) CheckValue(other any) error {
	text, ok := other.(string)
	if !ok {
		return fmt.Errorf("expected the PEM of a certificate, got a %T", other)
	}
	certificate, err := parseOne(text)
	if err != nil {
		return err
	}
	var problems []error
	expect := func(property string, expected, got any) {
		problems = append(problems, fmt.Errorf("expected a certificate with the %s %v, got %v", property, expected, got))
	}
	if c.CommonName != "" && certificate.Subject.CommonName != c.CommonName {
		expect("common name", c.CommonName, certificate.Subject.CommonName)
	}
	if names := namesOf(certificate); c.Names != nil && !slices.Equal(slices.Sorted(slices.Values(c.Names)), names) {
		expect("names", c.Names, names)
	}
	if validity := certificate.NotAfter.Sub(certificate.NotBefore); c.Validity != 0 && validity != c.Validity {
		expect("validity period", c.Validity, validity)
	}
	if c.KeyAlgorithm != x509.UnknownPublicKeyAlgorithm && certificate.PublicKeyAlgorithm != c.KeyAlgorithm {
		expect("key", c.KeyAlgorithm, certificate.PublicKeyAlgorithm)
	}
	if c.Issuer != "" && certificate.Issuer.CommonName != c.Issuer {
		expect("issuer", c.Issuer, certificate.Issuer.CommonName)
	}
	return errors.Join(problems...)
}

// String implements [knownvalue.Check].
func (c CertificatePEM) String() string {
	return fmt.Sprintf("the PEM of a certificate for %s %v", c.CommonName, c.Names)
}

// parseOne parses the only certificate in text.
func parseOne(text string) (*x509.Certificate, error) {
	block, rest := pem.Decode([]byte(text))
	if block == nil || block.Type != "CERTIFICATE" {
		return nil, fmt.Errorf("expected the PEM of a certificate, got %q", text)
	}
	if strings.TrimSpace(string(rest)) != "" {
		return nil, errors.New("expected the PEM of one certificate and nothing after it")
	}
	return x509.ParseCertificate(block.Bytes)
}

func namesOf(certificate *x509.Certificate) []string {
	names := slices.Clone(certificate.DNSNames)
	for _, ip := range certificate.IPAddresses {
		address, _ := netip.AddrFromSlice(ip)
		names = append(names, address.Unmap().String())
	}
	slices.Sort(names)
	return names
}

// CertificateChain checks that a value is the PEM of the intermediate
// certificates between a certificate and a root.
type CertificateChain struct {
	CertificatePEM string
	RootPEM        string
	// CurrentTime is the time at which all certificates must be valid.
	CurrentTime time.Time
}

var _ knownvalue.Check = CertificateChain{}

// CheckValue implements [knownvalue.Check].
func (c CertificateChain) CheckValue(other any) error {
	text, ok := other.(string)
	if !ok {
		return fmt.Errorf("expected the PEM of a chain, got a %T", other)
	}
	certificate, err := parseOne(c.CertificatePEM)
	if err != nil {
		return err
	}
	roots, chain := x509.NewCertPool(), x509.NewCertPool()
	if !roots.AppendCertsFromPEM([]byte(c.RootPEM)) || !chain.AppendCertsFromPEM([]byte(text)) {
		return fmt.Errorf("expected the PEM of a chain, got %q", text)
	}
	_, err = certificate.Verify(x509.VerifyOptions{Roots: roots, Intermediates: chain, CurrentTime: c.CurrentTime})
	return err
}

// String implements [knownvalue.Check].
func (c CertificateChain) String() string { return "the PEM of a chain" }

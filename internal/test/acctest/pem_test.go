package acctest

import (
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// sample is a certificate as a mock issues it, and the root above it.
func sample(t *testing.T) (certificate mockserver.Certificate, root string) {
	t.Helper()
	env := New(t, mockserver.Options{})
	id := env.Mock.Seed(mockserver.Seed{
		CommonName:              "www.example.com",
		SubjectAlternativeNames: []string{"www.example.com", "192.0.2.7", "2001:db8::1"},
		KeyType:                 "ECDSA", KeySize: 256,
		ValidTo: Start.Add(30 * 24 * time.Hour),
	})
	certificate, _ = env.Mock.Certificate(id)
	return certificate, env.Mock.RootPEM()
}

func TestCertificatePEMUnderstandsCertificates(t *testing.T) {
	t.Parallel()
	certificate, _ := sample(t)
	right := CertificatePEM{
		CommonName:   "www.example.com",
		Names:        []string{"2001:db8::1", "www.example.com", "192.0.2.7"},
		Validity:     30 * 24 * time.Hour,
		KeyAlgorithm: x509.ECDSA,
		Issuer:       "Let's Encrypt Authority X3",
	}
	if err := right.CheckValue(certificate.CertificatePEM); err != nil {
		t.Error(err)
	}
	for what, wrong := range map[string]CertificatePEM{
		"common name": {CommonName: "example.com"},
		"names":       {Names: []string{"www.example.com"}},
		"lifetime":    {Validity: time.Hour},
		"key":         {KeyAlgorithm: x509.RSA},
		"issuer":      {Issuer: "DigiCert"},
	} {
		if err := wrong.CheckValue(certificate.CertificatePEM); err == nil || !strings.Contains(err.Error(), "with the "+what) {
			t.Errorf("a wrong %s is reported as: %v", what, err)
		}
	}
	for what, value := range map[string]any{
		"nothing":     nil,
		"a number":    1,
		"no PEM":      "certificate",
		"another PEM": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
		"two":         certificate.CertificatePEM + certificate.CertificatePEM,
		"cut off":     strings.Replace(certificate.CertificatePEM, "\n", "", 3)[:200],
	} {
		if err := right.CheckValue(value); err == nil {
			t.Errorf("%s passes", what)
		}
	}
}

func TestChainOfUnderstandsChains(t *testing.T) {
	t.Parallel()
	certificate, root := sample(t)
	other, otherRoot := sample(t)
	right := CertificateChain{CertificatePEM: certificate.CertificatePEM, RootPEM: root, CurrentTime: Start}
	if err := right.CheckValue(certificate.ChainPEM); err != nil {
		t.Error(err)
	}
	if err := right.CheckValue(other.ChainPEM); err == nil {
		t.Error("the chain of another authority passes")
	}
	if err := (CertificateChain{CertificatePEM: certificate.CertificatePEM, RootPEM: otherRoot, CurrentTime: Start}).CheckValue(certificate.ChainPEM); err == nil {
		t.Error("another root passes")
	}
	if err := (CertificateChain{CertificatePEM: certificate.CertificatePEM, RootPEM: root, CurrentTime: Start.AddDate(1, 0, 0)}).CheckValue(certificate.ChainPEM); err == nil {
		t.Error("an expired certificate passes")
	}
	if err := right.CheckValue(7); err == nil {
		t.Error("a number passes")
	}
}

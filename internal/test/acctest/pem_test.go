package acctest

import (
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// issue returns a certificate that a mock server issued, and its root.
func issue(t *testing.T) (certificate mockserver.Certificate, root string) {
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

func TestCertificatePEM_ChecksProperties(t *testing.T) {
	t.Parallel()
	certificate, _ := issue(t)
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
	for property, wrong := range map[string]CertificatePEM{
		"common name":     {CommonName: "example.com"},
		"names":           {Names: []string{"www.example.com"}},
		"validity period": {Validity: time.Hour},
		"key":             {KeyAlgorithm: x509.RSA},
		"issuer":          {Issuer: "DigiCert"},
	} {
		if err := wrong.CheckValue(certificate.CertificatePEM); err == nil || !strings.Contains(err.Error(), "with the "+property) {
			t.Errorf("expected an error about the %s, got %v", property, err)
		}
	}
	for name, value := range map[string]any{
		"null":             nil,
		"a number":         1,
		"not PEM":          "certificate",
		"another PEM":      "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
		"two certificates": certificate.CertificatePEM + certificate.CertificatePEM,
		"truncated":        strings.Replace(certificate.CertificatePEM, "\n", "", 3)[:200],
	} {
		if err := right.CheckValue(value); err == nil {
			t.Errorf("%s: expected an error", name)
		}
	}
}

func TestCertificateChain_VerifiesChain(t *testing.T) {
	t.Parallel()
	certificate, root := issue(t)
	other, otherRoot := issue(t)
	right := CertificateChain{CertificatePEM: certificate.CertificatePEM, RootPEM: root, CurrentTime: Start}
	if err := right.CheckValue(certificate.ChainPEM); err != nil {
		t.Error(err)
	}
	if err := right.CheckValue(other.ChainPEM); err == nil {
		t.Error("expected an error for the chain of another CA")
	}
	if err := (CertificateChain{CertificatePEM: certificate.CertificatePEM, RootPEM: otherRoot, CurrentTime: Start}).CheckValue(certificate.ChainPEM); err == nil {
		t.Error("expected an error for another root")
	}
	if err := (CertificateChain{CertificatePEM: certificate.CertificatePEM, RootPEM: root, CurrentTime: Start.AddDate(1, 0, 0)}).CheckValue(certificate.ChainPEM); err == nil {
		t.Error("expected an error for an expired certificate")
	}
	if err := right.CheckValue(7); err == nil {
		t.Error("expected an error for a number")
	}
}

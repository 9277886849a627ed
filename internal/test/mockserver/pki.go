package mockserver

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"time"
)

// CertificateAuthority is a certificate authority that certificates are ordered from. The
// reference has ids and names of them; that one can be unconfigured follows
// from CA_NOT_CONFIGURED. By default there are "Let's Encrypt" (id 5),
// "DigiCert" (6), "Internal PKI" (7) and, not configured, "Sectigo" (8).
type CertificateAuthority struct {
	// ID is the certificateAuthorityId.
	ID int64
	// Name is its name in the statistics.
	Name string
	// Issuer is the common name of the intermediate that signs.
	Issuer string
	// Unconfigured authorities exist and cannot be ordered from.
	Unconfigured bool
}

func defaultCAs() []CertificateAuthority {
	return []CertificateAuthority{
		{ID: 5, Name: "Let's Encrypt", Issuer: "Let's Encrypt Authority X3"},
		{ID: 6, Name: "DigiCert", Issuer: "DigiCert TLS RSA SHA256 2020 CA1"},
		{ID: 7, Name: "Internal PKI", Issuer: "Internal PKI Issuing CA 1"},
		{ID: 8, Name: "Sectigo", Issuer: "Sectigo RSA DV Secure Server CA", Unconfigured: true},
	}
}

// The authorities must outlive whatever clock a test chooses.
var (
	caValidFrom = time.Date(1990, time.January, 1, 0, 0, 0, 0, time.UTC)
	caValidTo   = time.Date(2200, time.January, 1, 0, 0, 0, 0, time.UTC)
)

// signer is an authority's key and certificate.
type signer struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	pem         string
}

// pki is a root and the intermediates below it, made for one server and thrown
// away with it.
type pki struct {
	root          signer
	intermediates map[string]signer // by common name
}

func newPKI() *pki {
	return &pki{
		root:          newSigner("Mock TigerTrust Root CA", nil),
		intermediates: map[string]signer{},
	}
}

// addIntermediates makes the intermediates that are still missing.
func (p *pki) addIntermediates(authorities []CertificateAuthority) {
	for _, a := range authorities {
		p.intermediate(a.Issuer)
	}
}

// intermediate returns the signer with a common name.
func (p *pki) intermediate(commonName string) signer {
	if _, ok := p.intermediates[commonName]; !ok {
		p.intermediates[commonName] = newSigner(commonName, &p.root)
	}
	return p.intermediates[commonName]
}

func (p *pki) rootPEM() string { return p.root.pem }

// newSigner makes an authority below a parent, or a root without one.
func newSigner(commonName string, parent *signer) signer {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic("mockserver: " + err.Error())
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		panic("mockserver: " + err.Error())
	}
	template := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: commonName, Organization: []string{"Mock TigerTrust"}},
		NotBefore:             caValidFrom,
		NotAfter:              caValidTo,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
	made := signer{certificate: template, key: key}
	if parent == nil {
		parent = &made
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent.certificate, key.Public(), parent.key)
	if err != nil {
		panic("mockserver: " + err.Error())
	}
	if made.certificate, err = x509.ParseCertificate(der); err != nil {
		panic("mockserver: " + err.Error())
	}
	made.pem = encodePEM(der)
	return made
}

func encodePEM(der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

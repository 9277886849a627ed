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

// The CA certificates must outlive every clock that a test chooses.
var (
	caValidFrom = time.Date(1990, time.January, 1, 0, 0, 0, 0, time.UTC)
	caValidTo   = time.Date(2200, time.January, 1, 0, 0, 0, 0, time.UTC)
)

// signer is the certificate and private key of a root or intermediate CA.
type signer struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	pem         string
}

// pki is a root CA with its intermediates, created for a single server and
// discarded with it.
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

// addIntermediates creates the missing intermediates of CAs.
func (p *pki) addIntermediates(cas []CertificateAuthority) {
	for _, ca := range cas {
		p.intermediate(ca.Issuer)
	}
}

// intermediate returns the intermediate with a common name.
func (p *pki) intermediate(commonName string) signer {
	if _, ok := p.intermediates[commonName]; !ok {
		p.intermediates[commonName] = newSigner(commonName, &p.root)
	}
	return p.intermediates[commonName]
}

// newSigner creates a CA certificate issued by parent, or a self-signed root if
// parent is nil.
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
	created := signer{certificate: template, key: key}
	if parent == nil {
		parent = &created
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent.certificate, key.Public(), parent.key)
	if err != nil {
		panic("mockserver: " + err.Error())
	}
	if created.certificate, err = x509.ParseCertificate(der); err != nil {
		panic("mockserver: " + err.Error())
	}
	created.pem = encodePEM(der)
	return created
}

func encodePEM(der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

package functions

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// parsePEM returns the first certificate of a chain, in which each certificate must
// be issued by the next one. It ignores text around the PEM blocks (RFC 7468,
// section 2). Its errors contain nothing of the text except the type of a PEM
// block, because the text may be a secret.
func parsePEM(text string) (*x509.Certificate, error) {
	if strings.Contains(text, "PRIVATE KEY-----") {
		return nil, errors.New("it contains a private key. Pass only the certificate, and check where the key has been stored")
	}
	var chain []*x509.Certificate
	blocks := 0
	for rest := []byte(text); ; blocks++ {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			return nil, fmt.Errorf("PEM block %d must be a CERTIFICATE, got a %.40s", blocks+1, block.Type)
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("PEM block %d is not an X.509 certificate: %w", blocks+1, err)
		}
		chain = append(chain, certificate)
	}
	switch {
	case strings.Count(text, "-----BEGIN ") > blocks:
		return nil, errors.New("a PEM block is malformed. Check that its BEGIN and END lines are not indented and that its content is complete")
	case blocks == 0 && strings.TrimSpace(text) == "":
		return nil, errors.New("it is empty")
	case blocks == 0:
		return nil, errors.New(`it contains no PEM block. A PEM certificate begins with "-----BEGIN CERTIFICATE-----"`)
	}
	for i, issuer := range chain[1:] {
		if !bytes.Equal(chain[i].RawIssuer, issuer.RawSubject) {
			return nil, fmt.Errorf("its certificates do not form a chain: certificate %d was not issued by certificate %d. Pass one certificate, or a chain that begins with it", i+1, i+2)
		}
	}
	return chain[0], nil
}

// alternativeNames returns the sorted subject alternative names (SANs) without
// duplicates. IP addresses are in their shortest form.
func alternativeNames(certificate *x509.Certificate) []string {
	names := append([]string{}, certificate.DNSNames...)
	names = append(names, certificate.EmailAddresses...)
	for _, address := range certificate.IPAddresses {
		names = append(names, address.String())
	}
	for _, uri := range certificate.URIs {
		names = append(names, uri.String())
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// serialNumber returns the serial number as colon-separated hexadecimal bytes.
func serialNumber(number *big.Int) string {
	octets := number.Bytes()
	if len(octets) == 0 {
		octets = []byte{0}
	}
	texts := make([]string, len(octets))
	for i, octet := range octets {
		texts[i] = hex.EncodeToString([]byte{octet})
	}
	return strings.Join(texts, ":")
}

// fingerprint returns the SHA-256 fingerprint of the certificate.
func fingerprint(certificate *x509.Certificate) string {
	digest := sha256.Sum256(certificate.Raw)
	return "SHA256:" + hex.EncodeToString(digest[:])
}

// publicKey returns the type of the key and its size in bits, or zero values for an
// unknown type.
func publicKey(certificate *x509.Certificate) (kind string, bits int) {
	switch key := certificate.PublicKey.(type) {
	case *rsa.PublicKey:
		return "RSA", key.N.BitLen()
	case *ecdsa.PublicKey:
		return "ECDSA", key.Curve.Params().BitSize
	case ed25519.PublicKey:
		return "Ed25519", 8 * ed25519.PublicKeySize
	default:
		return "", 0
	}
}

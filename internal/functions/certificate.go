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

// readPEM returns the certificate that text holds: the first one of a chain, in
// which each one is issued by the next. Text around the PEM blocks is ignored,
// as RFC 7468 (section 2) has it. The error shows nothing of a text that is no
// certificate: it may be a secret that was mixed up.
func readPEM(text string) (*x509.Certificate, error) {
	if strings.Contains(text, "PRIVATE KEY-----") {
		return nil, errors.New("it holds a private key, which does not belong here: give the certificate alone, and look after where the key has been")
	}
	var chain []*x509.Certificate
	blocks := 0
	for rest := []byte(text); ; blocks++ {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			return nil, fmt.Errorf("PEM block %d is not a CERTIFICATE but a %.40s", blocks+1, block.Type)
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("PEM block %d cannot be read as an X.509 certificate: %w", blocks+1, err)
		}
		chain = append(chain, certificate)
	}
	switch {
	case strings.Count(text, "-----BEGIN ") > blocks:
		return nil, errors.New("a PEM block is damaged: its first and last line have to begin their lines, and all that is between them has to be there")
	case blocks == 0 && strings.TrimSpace(text) == "":
		return nil, errors.New("it is empty")
	case blocks == 0:
		return nil, errors.New(`it holds no PEM block: a certificate in PEM begins with "-----BEGIN CERTIFICATE-----"`)
	}
	for i, issuer := range chain[1:] {
		if !bytes.Equal(chain[i].RawIssuer, issuer.RawSubject) {
			return nil, fmt.Errorf("it holds several certificates that are no chain: number %d is not issued by number %d. Give one certificate, or a chain that begins with it", i+1, i+2)
		}
	}
	return chain[0], nil
}

// alternativeNames returns all names, sorted and each once: addresses in their
// shortest form.
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

// serialNumber returns the number's bytes in hexadecimal with colons between
// them.
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

func fingerprint(certificate *x509.Certificate) string {
	digest := sha256.Sum256(certificate.Raw)
	return "SHA256:" + hex.EncodeToString(digest[:])
}

// publicKey returns the type of the key and its size in bits, nothing for a
// type that is not in use any more, or not yet.
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

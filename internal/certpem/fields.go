package certpem

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"math/big"
	"slices"
	"strings"
)

// AlternativeNames returns the sorted subject alternative names (SANs) without
// duplicates: DNS names, e-mail addresses and URIs as in the certificate, and IP
// addresses in their shortest form.
func AlternativeNames(certificate *x509.Certificate) []string {
	names := append([]string{}, certificate.DNSNames...)
	names = append(names, certificate.EmailAddresses...)
	for _, address := range certificate.IPAddresses {
		names = append(names, address.String())
	}
	names = append(names, uris(certificate)...)
	names = slices.DeleteFunc(names, func(name string) bool { return name == "" })
	slices.Sort(names)
	return slices.Compact(names)
}

// uris returns the URIs as in the certificate. The field URIs of the certificate
// contains parsed URIs, whose text may differ.
func uris(certificate *x509.Certificate) []string {
	const uniformResourceIdentifier = 6
	var texts []string
	for _, extension := range certificate.Extensions {
		if !extension.Id.Equal(asn1.ObjectIdentifier{2, 5, 29, 17}) {
			continue
		}
		var names []asn1.RawValue
		if _, err := asn1.Unmarshal(extension.Value, &names); err != nil {
			continue
		}
		for _, name := range names {
			if name.Class == asn1.ClassContextSpecific && name.Tag == uniformResourceIdentifier {
				texts = append(texts, string(name.Bytes))
			}
		}
	}
	return texts
}

// SerialNumber returns the serial number as colon-separated hexadecimal bytes.
func SerialNumber(number *big.Int) string {
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

// PublicKeySHA256 returns the SHA-256 digest of the SubjectPublicKeyInfo as
// hexadecimal digits.
func PublicKeySHA256(certificate *x509.Certificate) string {
	digest := sha256.Sum256(certificate.RawSubjectPublicKeyInfo)
	return hex.EncodeToString(digest[:])
}

// PublicKey returns the type of the key and its size in bits, or zero values for an
// unknown type.
func PublicKey(certificate *x509.Certificate) (kind string, bits int) {
	switch key := certificate.PublicKey.(type) {
	case *rsa.PublicKey:
		return "RSA", key.N.BitLen()
	case *ecdsa.PublicKey:
		return "ECDSA", key.Curve.Params().BitSize
	case ed25519.PublicKey:
		return "Ed25519", 8 * ed25519.PublicKeySize
	}
	if key := restrictedRSAKey(certificate); key != nil {
		return "RSA", key.N.BitLen()
	}
	return "", 0
}

// restrictedRSAKey returns an RSA key that is restricted to RSASSA-PSS or RSAES-OAEP
// (RFC 4055), or nil. crypto/x509 does not parse these keys.
func restrictedRSAKey(certificate *x509.Certificate) *rsa.PublicKey {
	var info struct {
		Algorithm pkix.AlgorithmIdentifier
		PublicKey asn1.BitString
	}
	if _, err := asn1.Unmarshal(certificate.RawSubjectPublicKeyInfo, &info); err != nil {
		return nil
	}
	pss, oaep := asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 10}, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 7}
	if !info.Algorithm.Algorithm.Equal(pss) && !info.Algorithm.Algorithm.Equal(oaep) {
		return nil
	}
	key, err := x509.ParsePKCS1PublicKey(info.PublicKey.Bytes)
	if err != nil {
		return nil
	}
	return key
}

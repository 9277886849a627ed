package functions

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certpem"
)

// FuzzParsePEM looks for texts that crash the provider, that are wrongly parsed as a
// certificate, or that contain a private key.
func FuzzParsePEM(f *testing.F) {
	const request = "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n"
	for _, text := range []string{
		"", "certificate", request, selfSigned, selfSigned + selfSigned, strings.ReplaceAll(selfSigned, "\n", "\r\n"),
		selfSigned[:120], "text\n" + selfSigned + "text", strings.Replace(selfSigned, "CERTIFICATE", "PRIVATE KEY", 2),
		"\ufeff" + selfSigned, strings.ReplaceAll(selfSigned, "CERTIFICATE", "TRUSTED CERTIFICATE"), selfSigned + request,
		"-----BEGIN CERTIFICATE-----\nName: value\n\nAAAA\n-----END CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		certificate, err := parsePEM(text)
		if (certificate == nil) == (err == nil) {
			t.Fatalf("got both a certificate and an error, or neither: %v", err)
		}
		if err != nil {
			return
		}
		if strings.Contains(text, "PRIVATE KEY-----") {
			t.Error("a private key was accepted")
		}
		mustBeFirst(t, certificate, text)
		if number := certpem.SerialNumber(certificate.SerialNumber); strings.Trim(number, "0123456789abcdef:") != "" || len(number)%3 != 2 {
			t.Errorf("the serial number is %q", number)
		}
		for _, name := range certpem.AlternativeNames(certificate) {
			if name == "" {
				t.Error("a name is empty")
			}
		}
		if kind, bits := certpem.PublicKey(certificate); (kind == "") != (bits == 0) {
			t.Errorf("the key is %q with %d bits", kind, bits)
		}
	})
}

// mustBeFirst expects that no certificate in the text precedes the one that was
// parsed.
func mustBeFirst(t *testing.T, certificate *x509.Certificate, text string) {
	t.Helper()
	for rest := []byte(strings.ReplaceAll(text, "\ufeff", "")); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			t.Error("the certificate is not in the text")
			return
		}
		if strings.HasSuffix(block.Type, "CERTIFICATE") {
			if !bytes.HasPrefix(block.Bytes, certificate.Raw) {
				t.Error("the certificate is not the first one in the text")
			}
			return
		}
	}
}

// selfSigned is a certificate whose key no longer exists.
const selfSigned = `-----BEGIN CERTIFICATE-----
MIIBSTCB76ADAgECAgMDq80wCgYIKoZIzj0EAwIwGjEYMBYGA1UEAxMPd3d3LmV4
YW1wbGUuY29tMB4XDTI2MDEwMTAwMDAwMFoXDTI2MDQwMTAwMDAwMFowGjEYMBYG
A1UEAxMPd3d3LmV4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
4jWkIS9B6d/hwZbqr/jQo63yxYf0lmon95BLVckBun376f8rc6e/gtyg37z0fW61
ngEHGrBJVd5tgYyGPGdaHaMkMCIwIAYDVR0RBBkwF4IPd3d3LmV4YW1wbGUuY29t
hwTAAAIHMAoGCCqGSM49BAMCA0kAMEYCIQC20KqNoXAFhEUb6uS+UaGwE3CCVUoi
TJ86KQ7JbNvG0QIhAKlfkBx4Gq+hFd8m2rjOsUnodPPpgL08TlR5IvNfz0UF
-----END CERTIFICATE-----
`

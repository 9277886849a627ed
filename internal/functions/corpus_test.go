package functions_test

import (
	"bytes"
	"crypto/dsa" //nolint:staticcheck // Old certificates have such keys.
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"go/build"
	"io/fs"
	"math/big"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// The function parses every certificate that crypto/x509 parses, with the same
// values, and refuses all others.
func TestParseCertificate_Corpora_EqualCryptoX509(t *testing.T) {
	t.Parallel()
	for name, folders := range map[string][]string{
		"test data of Go":        {filepath.Join(build.Default.GOROOT, "src", "crypto", "x509", "testdata"), filepath.Join(build.Default.GOROOT, "src", "crypto", "tls", "testdata")},
		"trust store of Debian":  {"/etc/ssl/certs", "/usr/share/ca-certificates"},
		"trust store of Red Hat": {"/etc/pki/tls/certs", "/etc/pki/ca-trust/extracted/pem"},
		"trust store of others":  {"/etc/ssl/cert.pem", "/usr/local/share/certs"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			provider := acctest.New(t, mockserver.Options{}).Protocol(t)
			read, unreadable := 0, 0
			for _, der := range certificatesIn(t, folders) {
				if compareWithX509(t, provider, der) {
					read++
				} else {
					unreadable++
				}
			}
			if read == 0 {
				t.Skipf("there are no certificates in %s", strings.Join(folders, ", "))
			}
			t.Logf("%d certificates are equal, and %d are unreadable", read, unreadable)
		})
	}
}

// certificatesIn returns the different certificates of all files in the folders.
func certificatesIn(t *testing.T, folders []string) map[[sha256.Size]byte][]byte {
	t.Helper()
	found := map[[sha256.Size]byte][]byte{}
	for _, folder := range folders {
		_ = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return nil //nolint:nilerr // A missing folder has no certificates.
			}
			content, err := os.ReadFile(path)
			if err != nil {
				return nil //nolint:nilerr // Dangling links are common in trust stores.
			}
			if bytes.HasPrefix(content, []byte{0x30, 0x82}) {
				found[sha256.Sum256(content)] = content
			}
			for rest := content; ; {
				var block *pem.Block
				if block, rest = pem.Decode(rest); block == nil {
					return nil
				}
				if block.Type == "CERTIFICATE" {
					found[sha256.Sum256(block.Bytes)] = block.Bytes
				}
			}
		})
	}
	return found
}

// compareWithX509 reports whether crypto/x509 parses the certificate, and expects
// the same of the function.
func compareWithX509(t *testing.T, provider *acctest.Protocol, der []byte) bool {
	t.Helper()
	certificate, err := x509.ParseCertificate(der)
	result, problem := provider.CallFunction("parse_certificate", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
	if err != nil {
		if problem == nil || !strings.Contains(problem.Text, "PEM block 1 (line 1)") {
			t.Errorf("crypto/x509 returns %q, the function %+v, for %x", err, problem, der)
		}
		return false
	}
	if problem != nil {
		t.Errorf("%s: %s", certificate.Subject, problem.Text)
		return true
	}
	fields, names := parsedFields(t, result)
	serialNumber, ok := new(big.Int).SetString(strings.ReplaceAll(fields["serial_number"], ":", ""), 16)
	if !ok || serialNumber.Cmp(certificate.SerialNumber) != 0 {
		t.Errorf("%s: serial number %s, want %x", certificate.Subject, fields["serial_number"], certificate.SerialNumber)
	}
	digest := sha256.Sum256(der)
	kind, size := describeKey(t, certificate)
	for field, want := range map[string]string{
		"common_name": certificate.Subject.CommonName,
		"issuer":      certificate.Issuer.CommonName,
		"fingerprint": "SHA256:" + hex.EncodeToString(digest[:]),
		"key_type":    kind,
		"key_size":    size,
	} {
		if fields[field] != want {
			t.Errorf("%s: %s is %q, want %q", certificate.Subject, field, fields[field], want)
		}
	}
	for field, want := range map[string]time.Time{"valid_from": certificate.NotBefore, "valid_to": certificate.NotAfter} {
		if got, err := time.Parse(time.RFC3339, fields[field]); err != nil || !got.Equal(want) || got.Location() != time.UTC {
			t.Errorf("%s: %s is %s, want %s", certificate.Subject, field, fields[field], want)
		}
	}
	if want := expectedNames(certificate); !slices.Equal(names, want) {
		t.Errorf("%s: the names are %q, want %q", certificate.Subject, names, want)
	}
	return true
}

// describeKey returns the expected type and size of the key.
func describeKey(t *testing.T, certificate *x509.Certificate) (kind, size string) {
	t.Helper()
	switch key := certificate.PublicKey.(type) {
	case *rsa.PublicKey:
		return "RSA", strconv.Itoa(key.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA", strings.TrimPrefix(key.Params().Name, "P-")
	case ed25519.PublicKey:
		return "Ed25519", "256"
	case *dsa.PublicKey, *ecdh.PublicKey, nil:
		return "", ""
	default:
		t.Fatalf("unknown key %T", key)
		return "", ""
	}
}

// expectedNames returns the names of a certificate whose URIs are in their normal
// form.
func expectedNames(certificate *x509.Certificate) []string {
	expected := slices.Concat(certificate.DNSNames, certificate.EmailAddresses)
	for _, octets := range certificate.IPAddresses {
		address, _ := netip.AddrFromSlice(octets)
		expected = append(expected, address.Unmap().String())
	}
	for _, uri := range certificate.URIs {
		expected = append(expected, uri.String())
	}
	expected = slices.DeleteFunc(expected, func(name string) bool { return name == "" })
	slices.Sort(expected)
	return slices.Compact(expected)
}

// parsedFields returns the attributes of a result that are texts or numbers, with an
// empty text for null, and the alternative names.
func parsedFields(t *testing.T, result any) (fields map[string]string, names []string) {
	t.Helper()
	fields = map[string]string{}
	for attribute, value := range mustBeObject(t, result) {
		switch value := value.(type) {
		case nil:
		case []any:
			for _, name := range value {
				names = append(names, fmt.Sprint(name))
			}
		default:
			fields[attribute] = fmt.Sprint(value)
		}
	}
	slices.Sort(names)
	return fields, names
}

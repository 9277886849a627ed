package mockserver_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// parsePEM parses a PEM certificate.
func parsePEM(t *testing.T, text string) *x509.Certificate {
	t.Helper()
	block, rest := pem.Decode([]byte(text))
	if block == nil || len(rest) > 0 {
		t.Fatalf("not a single PEM block: %q", text)
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCertificate_IsValidX509(t *testing.T) {
	for _, test := range []struct {
		keyType string
		size    int
	}{
		{"RSA", 2048}, {"RSA", 3072}, {"RSA", 4096}, {"ECDSA", 256}, {"ECDSA", 384}, {"ECDSA", 521},
	} {
		t.Run(fmt.Sprint(test.keyType, test.size), func(t *testing.T) {
			s := newMock(t, mockserver.Options{})
			body := fmt.Sprintf(`{"commonName":"a.example.com","subjectAlternativeNames":["*.b.example.com","192.0.2.1","2001:DB8::1"],`+
				`"certificateAuthorityId":6,"keyType":%q,"keySize":%d,"validityDays":47}`, test.keyType, test.size)
			data := sendOK(t, s, http.MethodPost, "/api/certificates", body).data(t)
			c := storedCertificate(t, s, 1001)
			leaf, chain := parsePEM(t, c.CertificatePEM), parsePEM(t, c.ChainPEM)
			root := parsePEM(t, s.RootPEM())

			pool, between := x509.NewCertPool(), x509.NewCertPool()
			pool.AddCert(root)
			between.AddCert(chain)
			for _, name := range []string{"a.example.com", "x.b.example.com", "192.0.2.1", "2001:db8::1"} {
				if _, err := leaf.Verify(x509.VerifyOptions{
					Roots: pool, Intermediates: between, CurrentTime: start.Add(day), DNSName: name,
				}); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
			var size int
			switch key := leaf.PublicKey.(type) {
			case *rsa.PublicKey:
				size = key.N.BitLen()
			case *ecdsa.PublicKey:
				size = key.Curve.Params().BitSize
			}
			if size != test.size {
				t.Errorf("the key has %d bits", size)
			}
			sum := sha256.Sum256(leaf.Raw)
			for field, want := range map[string]any{
				"commonName":   leaf.Subject.CommonName,
				"issuer":       chain.Subject.CommonName,
				"serialNumber": colonHex(leaf.SerialNumber.Bytes()),
				"fingerprint":  "SHA256:" + hex.EncodeToString(sum[:]),
				"validFrom":    leaf.NotBefore.Format(time.RFC3339),
				"validTo":      leaf.NotAfter.Format(time.RFC3339),
				"certificate":  c.CertificatePEM,
				"chain":        c.ChainPEM,
			} {
				if data[field] != want {
					t.Errorf("%s = %v, want %v", field, data[field], want)
				}
			}
			if !leaf.NotBefore.Equal(start) || leaf.NotAfter.Sub(leaf.NotBefore) != 47*day {
				t.Errorf("valid from %s to %s", leaf.NotBefore, leaf.NotAfter)
			}
			if leaf.Issuer.CommonName != "DigiCert TLS RSA SHA256 2020 CA1" {
				t.Errorf("issued by %s", leaf.Issuer.CommonName)
			}
		})
	}
}

// colonHex formats octets like OpenSSL, in lower case.
func colonHex(octets []byte) string {
	parts := make([]string, len(octets))
	for i, octet := range octets {
		parts[i] = hex.EncodeToString([]byte{octet})
	}
	return strings.Join(parts, ":")
}

func TestNames_Normalized(t *testing.T) {
	namesOf := func(s *mockserver.Server, body string) (string, []string) {
		a := sendOK(t, s, http.MethodPost, "/api/certificates", body)
		c := storedCertificate(t, s, idOf(t, a))
		return c.CommonName, slices.Sorted(slices.Values(c.SubjectAlternativeNames))
	}
	for _, test := range []struct {
		behavior, body string
		commonName     string
		names          []string
	}{
		{
			"the common name is added", `{"commonName":"a.example.com","subjectAlternativeNames":["b.example.com"]}`,
			"a.example.com",
			[]string{"a.example.com", "b.example.com"},
		},
		{
			"duplicates are removed", `{"commonName":"a.example.com","subjectAlternativeNames":["A.example.com","b.example.com","b.example.com"]}`,
			"a.example.com",
			[]string{"a.example.com", "b.example.com"},
		},
		{
			"letter case is kept", `{"commonName":"A.Example.com","subjectAlternativeNames":[]}`,
			"A.Example.com",
			[]string{"A.Example.com"},
		},
		{
			"IP addresses are normalized", `{"commonName":"a.example.com","subjectAlternativeNames":["2001:DB8:0::1","::ffff:192.0.2.1"]}`,
			"a.example.com",
			[]string{"192.0.2.1", "2001:db8::1", "a.example.com"},
		},
		{
			"international names become ASCII", `{"commonName":"*.bücher.example","subjectAlternativeNames":["straße.example"]}`,
			"*.xn--bcher-kva.example",
			[]string{"*.xn--bcher-kva.example", "xn--strae-oqa.example"},
		},
	} {
		t.Run(test.behavior, func(t *testing.T) {
			commonName, names := namesOf(newMock(t, mockserver.Options{}), test.body)
			if commonName != test.commonName || !slices.Equal(names, test.names) {
				t.Errorf("%s, %v", commonName, names)
			}
		})
	}

	lower := newMock(t, mockserver.Options{LowercaseNames: true})
	if commonName, names := namesOf(lower, `{"commonName":"A.Example.com","subjectAlternativeNames":["B.Example.com"]}`); commonName != "a.example.com" ||
		!slices.Equal(names, []string{"a.example.com", "b.example.com"}) {
		t.Errorf("lower case: %s, %v", commonName, names)
	}
}

func TestCreate_HundredNames(t *testing.T) {
	var others []string
	for i := range 99 {
		others = append(others, fmt.Sprintf("n%d.example.com", i))
	}
	for _, alternatives := range [][]string{others, append(others, "A.example.com")} {
		s := newMock(t, mockserver.Options{})
		body := toJSON(t, map[string]any{"commonName": "a.example.com", "subjectAlternativeNames": alternatives})
		id := idOf(t, sendOK(t, s, http.MethodPost, "/api/certificates", body))
		if names := storedCertificate(t, s, id).SubjectAlternativeNames; len(names) != 100 {
			t.Errorf("%d names", len(names))
		}
	}
}

func TestNames_ArbitraryOrder(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	body := `{"commonName":"a.example.com","subjectAlternativeNames":["b.example.com","c.example.com","d.example.com","e.example.com"]}`
	id := idOf(t, sendOK(t, s, http.MethodPost, "/api/certificates", body))
	if names := storedCertificate(t, s, id).SubjectAlternativeNames; slices.IsSorted(names) {
		t.Errorf("sorted: %v", names)
	}
}

func TestSeed_UnusualCertificates(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	for _, seed := range []mockserver.Seed{
		{CommonName: "localhost"},
		{CommonName: "192.0.2.7"},
		{CommonName: "bücher.example"},
		{CommonName: "two words"},
		{CommonName: "under_score.example.com", KeyType: "Ed25519", KeySize: 256},
		{CommonName: "old.example.com", KeyType: "DSA", KeySize: 1024, ValidFrom: start.Add(-20 * 365 * day)},
	} {
		id := s.Seed(seed)
		data := sendOK(t, s, http.MethodGet, certificatePath(id), "").data(t)
		if data["commonName"] != seed.CommonName || seed.KeyType != "" && data["keyType"] != seed.KeyType {
			t.Errorf("response: %v", data)
		}
		parsePEM(t, storedCertificate(t, s, id).CertificatePEM)
	}
}

func TestPublicKey_IsCertified(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := newMock(t, mockserver.Options{PublicKey: func(string, int) crypto.PublicKey { return key.Public() }})
	createCertificate(t, s, "a.example.com")
	s.Seed(mockserver.Seed{CommonName: "b.example.com"})
	for _, certificate := range s.Certificates("") {
		if !key.PublicKey.Equal(parsePEM(t, certificate.CertificatePEM).PublicKey) {
			t.Errorf("%s has another key", certificate.CommonName)
		}
	}
}

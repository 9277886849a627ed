package functions_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestParseCertificate_KeyTypes(t *testing.T) {
	t.Parallel()
	provider := acctest.New(t, mockserver.Options{}).Protocol(t)
	for file, want := range map[string]string{
		"rsa-pss-key.pem": "RSA 2048",
		"ed448-key.pem":   " ",
		"x25519-key.pem":  " ",
		"dsa-key.pem":     " ",
	} {
		content, err := os.ReadFile("testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		result, problem := provider.CallFunction("parse_certificate", string(content))
		if problem != nil {
			t.Errorf("%s: %s", file, problem.Text)
			continue
		}
		if fields, _ := parsedFields(t, result); fields["key_type"]+" "+fields["key_size"] != want || fields["common_name"] != "www.example.com" {
			t.Errorf("%s: got %v, want the key %s", file, fields, want)
		}
	}
}

// Directory names and registered ids are left out.
func TestParseCertificate_Names_AsInCertificate(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("testdata/all-kinds-of-names.pem")
	if err != nil {
		t.Fatal(err)
	}
	result, problem := acctest.New(t, mockserver.Options{}).Protocol(t).CallFunction("parse_certificate", string(content))
	if problem != nil {
		t.Fatal(problem.Text)
	}
	want := []string{
		"192.0.2.7", "2001:db8::1", "A.Example.com", "HTTP://Example.com/%7euser?", "http://example.com/a b", "https://",
		"spiffe://example.org/x", "u@example.com",
	}
	if _, got := parsedFields(t, result); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestParseCertificate_OddCertificates_EqualCryptoX509(t *testing.T) {
	t.Parallel()
	provider := acctest.New(t, mockserver.Options{}).Protocol(t)
	attribute := func(text any) pkix.AttributeTypeAndValue {
		return pkix.AttributeTypeAndValue{Type: asn1.ObjectIdentifier{2, 5, 4, 3}, Value: text}
	}
	for what, template := range map[string]x509.Certificate{
		"no names":            {},
		"serial number 0":     {SerialNumber: new(big.Int)},
		"serial number, high": {SerialNumber: big.NewInt(0x80)},
		"serial number, long": {SerialNumber: new(big.Int).Lsh(big.NewInt(1), 158)},
		"two common names":    {Subject: pkix.Name{ExtraNames: []pkix.AttributeTypeAndValue{attribute("first"), attribute("second")}}},
		"T61String":           {Subject: pkix.Name{ExtraNames: []pkix.AttributeTypeAndValue{attribute(asn1.RawValue{Tag: asn1.TagT61String, Bytes: []byte("M\xfcller")})}}},
		"BMPString":           {Subject: pkix.Name{ExtraNames: []pkix.AttributeTypeAndValue{attribute(asn1.RawValue{Tag: asn1.TagBMPString, Bytes: []byte("\x00C\x00A")})}}},
		"empty common name":   {Subject: pkix.Name{ExtraNames: []pkix.AttributeTypeAndValue{attribute("")}}},
		"quotes and controls": {Subject: pkix.Name{CommonName: "a\"b\\c\n\x1b[31m${d}"}},
		"dates":               {NotBefore: time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2049, 12, 31, 23, 59, 59, 0, time.UTC)},
		"dates, later":        {NotBefore: time.Date(2050, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)},
		"dates, reversed":     {NotBefore: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)},
		"odd names":           {DNSNames: []string{"*", "a..b", "a b", "-a_b.", "*.EXAMPLE.com", "xn--a", "192.0.2.1"}, EmailAddresses: []string{"@", "a b@c"}},
		"equal names":         {DNSNames: []string{"a.example.com", "a.example.com", "A.example.com"}, IPAddresses: []net.IP{{192, 0, 2, 1}, net.ParseIP("::ffff:192.0.2.1")}},
		"other kinds":         {ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 17}, Value: []byte("\x30\x05\x88\x03\x2a\x03\x04")}}},
		"no SANs":             {ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 17}, Value: []byte("\x30\x00")}}},
		"empty names":         {ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 17}, Value: []byte("\x30\x06\x82\x00\x81\x00\x86\x00")}}},
		"unknown extension":   {ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3}, Critical: true, Value: []byte("?")}}},
	} {
		if !compareWithX509(t, provider, createCertificate(t, template)) {
			t.Errorf("%s: crypto/x509 cannot parse the certificate", what)
		}
	}
	broken := createCertificate(t, x509.Certificate{ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 17}, Value: []byte("?")}}})
	if compareWithX509(t, provider, broken) {
		t.Error("crypto/x509 parsed a broken extension")
	}
}

// Work is counted in allocations: unlike time, they are the same on every machine.
func TestParseCertificate_ManyNames_WorkIsProportional(t *testing.T) {
	provider := acctest.New(t, mockserver.Options{}).Protocol(t)
	allocations := func(count int) float64 {
		template := x509.Certificate{}
		for i := range count {
			template.DNSNames = append(template.DNSNames, fmt.Sprintf("host-%d.example.com", i))
		}
		text := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: createCertificate(t, template)}))
		text += strings.Repeat(block("DH PARAMETERS"), count)
		return testing.AllocsPerRun(1, func() {
			if _, problem := provider.CallFunction("parse_certificate", text); problem != nil {
				t.Fatal(problem.Text)
			}
		})
	}
	if few, many := allocations(500), allocations(5000); many > 15*few {
		t.Errorf("500 names cost %.0f allocations, and 5,000 names %.0f", few, many)
	}
}

// createCertificate returns a certificate in DER. Unset fields get valid values.
func createCertificate(t *testing.T, template x509.Certificate) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if template.SerialNumber == nil {
		template.SerialNumber = big.NewInt(1)
	}
	issuer := x509.Certificate{Subject: pkix.Name{CommonName: "Example CA"}}
	der, err := x509.CreateCertificate(rand.Reader, &template, &issuer, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

package functions_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// The function is useful only if it returns the same values as the API.
func TestParseCertificate_EqualsAPI(t *testing.T) {
	t.Parallel()
	for name, seed := range map[string]mockserver.Seed{
		"RSA":           {CommonName: "www.example.com"},
		"RSA 4096":      {CommonName: "www.example.com", KeyType: "RSA", KeySize: 4096},
		"ECDSA":         {CommonName: "www.example.com", KeyType: "ECDSA", KeySize: 384},
		"several names": {CommonName: "www.example.com", SubjectAlternativeNames: []string{"www.example.com", "api.example.com", "*.example.com"}},
		"addresses":     {CommonName: "www.example.com", SubjectAlternativeNames: []string{"2001:db8::1", "192.0.2.7", "www.example.com"}},
		"upper case":    {CommonName: "WWW.Example.com", SubjectAlternativeNames: []string{"API.Example.com"}},
		"expired":       {CommonName: "www.example.com", ValidFrom: acctest.Start.AddDate(-1, 0, 0), ValidTo: acctest.Start.AddDate(0, 0, -1)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			env.Mock.Seed(seed)
			provider := env.Protocol(t)
			certificate := provider.Resource("tigertrust_certificate")
			certificate.Import("1001").MustHaveNoDiagnostics()
			pem, ok := certificate.Attribute("certificate_pem").(string)
			if !ok {
				t.Fatal("the state contains no certificate")
			}
			parsed, problem := provider.CallFunction("parse_certificate", pem)
			if problem != nil {
				t.Fatal(problem.Text)
			}
			delete(mustBeObject(t, parsed), "public_key_sha256")
			returned := map[string]any{}
			for attribute := range mustBeObject(t, parsed) {
				returned[attribute] = certificate.Attribute(attribute)
			}
			if len(returned) != 9 || !reflect.DeepEqual(parsed, returned) {
				t.Errorf("parsed\n%v\nreturned\n%v", parsed, returned)
			}
		})
	}
}

func TestParseCertificate_ThroughTerraform(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessVersion(t, tfversion.SkipBelow(tfversion.Version1_8_0))
	env := acctest.New(t, mockserver.Options{})
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", SubjectAlternativeNames: []string{"192.0.2.7", "www.example.com", "api.example.com"}, ValidTo: acctest.Start.AddDate(0, 0, 30)})
	tf := env.Terraform(t)
	tf.Apply(env.Config(requiredProviders + `
data "tigertrust_certificate" "test" {
  id = 1001
}
locals {
  read = provider::tigertrust::parse_certificate(data.tigertrust_certificate.test.certificate_pem)
}
output "result" {
  value = join(" ", concat(
    [for name, value in local.read : name if value != lookup(data.tigertrust_certificate.test, name, value)],
    ["of", length(local.read), "differ,", provider::tigertrust::days_until(local.read.valid_to, "2026-01-15T12:00:01Z"), "days"],
  ))
}
`)).MustSucceed()
	if result := tf.Output("result"); result != "of 10 differ, 29 days" {
		t.Errorf("the result is %s", result)
	}
	tf.Plan(env.Config(requiredProviders + "output \"result\" {\n  value = provider::tigertrust::parse_certificate(\"nothing\")\n}\n")).
		MustFail().MustError(`(?s)Invalid value for "pem" parameter.*no PEM block`)
	tf.Plan(env.Config(requiredProviders + "output \"result\" {\n  value = provider::tigertrust::days_until(\"2026-01-15T12:00:00Z\", \"today\")\n}\n")).
		MustFail().MustError(`(?s)Invalid value for "from" parameter.*RFC 3339`)
}

const requiredProviders = "terraform {\n  required_providers {\n    tigertrust = {\n      source = \"tigertrust/tigertrust\"\n    }\n  }\n}\n"

func TestParseCertificate_AcceptsVariants(t *testing.T) {
	t.Parallel()
	certificate, chain := mockCertificate(t)
	provider := acctest.New(t, mockserver.Options{}).Protocol(t)
	want, problem := provider.CallFunction("parse_certificate", certificate)
	if problem != nil {
		t.Fatal(problem.Text)
	}
	for name, text := range map[string]string{
		"a full chain":              certificate + chain,
		"a full chain with a gap":   certificate + "\n\n" + chain + "\n",
		"CRLF line ends":            strings.ReplaceAll(certificate, "\n", "\r\n"),
		"no line end at the end":    strings.TrimSuffix(certificate, "\n"),
		"text before it":            "Certificate:\n    Data:\n        Version: 3 (0x2)\n" + certificate,
		"text after it":             certificate + "---\nServer certificate\nsubject=CN = www.example.com\n",
		"spaces at the line ends":   strings.ReplaceAll(certificate, "\n", " \n"),
		"content on one line":       strings.Replace(strings.ReplaceAll(certificate, "\n", ""), "CERTIFICATE-----", "CERTIFICATE-----\n", 1),
		"the same certificate once": certificate,
		"a BOM":                     "\ufeff" + certificate,
		"files with a BOM":          "\ufeff" + certificate + "\ufeff" + chain,
		"DH parameters behind":      certificate + block("DH PARAMETERS"),
		"EC parameters before":      block("EC PARAMETERS") + certificate,
		"a public key between":      certificate + block("PUBLIC KEY") + chain,
		"a request":                 block("CERTIFICATE REQUEST") + certificate,
		"a CRL":                     certificate + block("X509 CRL"),
		"the old PEM label":         strings.ReplaceAll(certificate, "CERTIFICATE", "X509 CERTIFICATE"),
		"trust settings of OpenSSL": strings.ReplaceAll(withTrailingData(t, certificate, "\x30\x00"), "CERTIFICATE", "TRUSTED CERTIFICATE"),
	} {
		if name == "content on one line" {
			text = strings.Replace(text, "-----END", "\n-----END", 1)
		}
		got, problem := provider.CallFunction("parse_certificate", text)
		if problem != nil {
			t.Errorf("%s: %s", name, problem.Text)
		} else if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

// secret is the content of a block.
const secret = "c2VjcmV0"

// block returns a PEM block that contains the secret.
func block(kind string) string {
	return "-----BEGIN " + kind + "-----\n" + secret + "\n-----END " + kind + "-----\n"
}

func TestParseCertificate_Fails_HidesInput(t *testing.T) {
	t.Parallel()
	certificate, chain := mockCertificate(t)
	provider := acctest.New(t, mockserver.Options{}).Protocol(t)
	for name, test := range map[string]struct{ text, why string }{
		"nothing":                      {"", "The value is empty."},
		"white space":                  {" \r\n\t", "The value is empty."},
		"garbage":                      {secret, "no PEM block"},
		"bytes":                        {"0\x82\x01\x00", "no PEM block"},
		"a key":                        {block("PRIVATE KEY"), "private key"},
		"an RSA key":                   {block("RSA PRIVATE KEY"), "private key"},
		"an encrypted key":             {block("ENCRYPTED PRIVATE KEY"), "private key"},
		"a key behind":                 {certificate + block("EC PRIVATE KEY"), "private key"},
		"a key before":                 {block("PRIVATE KEY") + certificate, "private key"},
		"malformed key":                {certificate + "  -----BEGIN PRIVATE KEY-----\n" + secret, "private key"},
		"a PGP key":                    {certificate + "-----BEGIN PGP PRIVATE KEY BLOCK-----\n" + secret, "private key"},
		"an SSH.COM key":               {certificate + "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n" + secret, "private key"},
		"a key with its parameters":    {certificate + block("EC PARAMETERS") + block("EC PRIVATE KEY"), "private key"},
		"a request":                    {block("CERTIFICATE REQUEST"), "contains no certificate: PEM block 1 must be a CERTIFICATE, got a CERTIFICATE REQUEST"},
		"a public key":                 {block("PUBLIC KEY") + block("DH PARAMETERS"), "contains no certificate: PEM block 1 must be a CERTIFICATE, got a PUBLIC KEY"},
		"no certificate inside":        {block("DH PARAMETERS") + block("CERTIFICATE"), "block 2 (line 4) is not an X.509 certificate"},
		"bytes behind the certificate": {withTrailingData(t, certificate, "more"), "trailing data"},
		"indented":                     {"  " + strings.ReplaceAll(certificate, "\n", "\n  "), "malformed"},
		"cut off":                      {certificate[:200], "number 1 (line 1)"},
		"a part is missing":            {strings.Replace(certificate, "\n", "\n!", 2), "malformed"},
		"valid and malformed":          {certificate + chain[:100], "malformed"},
		"unrelated certificates":       {certificate + certificate, "certificate 1 was not issued by certificate 2"},
		"reversed chain":               {chain + certificate, "certificate 1 was not issued by certificate 2"},
	} {
		_, problem := provider.CallFunction("parse_certificate", test.text)
		switch {
		case problem == nil:
			t.Errorf("%s: got no error", name)
		case problem.FunctionArgument == nil || *problem.FunctionArgument != 0:
			t.Errorf("%s: the error has no argument", name)
		case !strings.Contains(problem.Text, test.why):
			t.Errorf("%s: the error is %s", name, problem.Text)
		case !strings.HasPrefix(problem.Text, "The value ") || strings.TrimRight(problem.Text, ".") != strings.TrimSuffix(problem.Text, "."):
			t.Errorf("%s: the error is not one sentence with one full stop: %s", name, problem.Text)
		case strings.Contains(problem.Text, secret):
			t.Errorf("%s: the error contains the input: %s", name, problem.Text)
		}
	}
}

func TestParseCertificate_AllKinds(t *testing.T) {
	t.Parallel()
	edwards, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	elliptical, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	site, err := url.Parse("spiffe://example.com/web")
	if err != nil {
		t.Fatal(err)
	}
	provider := acctest.New(t, mockserver.Options{}).Protocol(t)
	for name, test := range map[string]struct {
		template x509.Certificate
		key      crypto.PublicKey
		want     map[string]any
	}{
		"Ed25519": {
			x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "www.example.com"}},
			edwards,
			map[string]any{"key_type": "Ed25519", "key_size": 256.0, "serial_number": "01", "common_name": "www.example.com", "subject_alternative_names": []any{}},
		},
		"SANs only": {
			x509.Certificate{
				SerialNumber: big.NewInt(0x80ff), EmailAddresses: []string{"web@example.com"}, URIs: []*url.URL{site},
				IPAddresses: []net.IP{net.ParseIP("2001:db8:0:0::1"), net.ParseIP("::ffff:192.0.2.7")}, DNSNames: []string{"b.example.com", "a.example.com", "b.example.com"},
			},
			elliptical.Public(),
			map[string]any{
				"key_type": "ECDSA", "key_size": 521.0, "serial_number": "80:ff", "common_name": nil,
				"subject_alternative_names": []any{"192.0.2.7", "2001:db8::1", "a.example.com", "b.example.com", "spiffe://example.com/web", "web@example.com"},
			},
		},
		"no end": {
			x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC)},
			edwards,
			map[string]any{"valid_from": "0001-01-01T00:00:00Z", "valid_to": "9999-12-31T23:59:59Z"},
		},
	} {
		der, err := x509.CreateCertificate(rand.Reader, &test.template, &x509.Certificate{Subject: pkix.Name{Organization: []string{"An Authority"}}}, test.key, elliptical)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		parsed, problem := provider.CallFunction("parse_certificate", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
		if problem != nil {
			t.Errorf("%s: %s", name, problem.Text)
			continue
		}
		test.want["issuer"] = nil
		for attribute, want := range test.want {
			if got := mustBeObject(t, parsed)[attribute]; fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s: %s is %v, want %v", name, attribute, got, want)
			}
		}
	}
}

// mockCertificate returns a certificate of the mock and its chain.
func mockCertificate(t *testing.T) (certificate, chain string) {
	t.Helper()
	mock := acctest.New(t, mockserver.Options{}).Mock
	issued, ok := mock.Certificate(mock.Seed(mockserver.Seed{CommonName: "www.example.com"}))
	if !ok {
		t.Fatal("there is no certificate")
	}
	return issued.CertificatePEM, issued.ChainPEM
}

// withTrailingData returns a certificate with bytes after its end.
func withTrailingData(t *testing.T, certificate, more string) string {
	t.Helper()
	block, _ := pem.Decode([]byte(certificate))
	return string(pem.EncodeToMemory(&pem.Block{Type: block.Type, Bytes: append(block.Bytes, more...)}))
}

// mustBeObject returns the members of an object.
func mustBeObject(t *testing.T, value any) map[string]any {
	t.Helper()
	members, ok := value.(map[string]any)
	if !ok {
		t.Fatalf("%v is not an object", value)
	}
	return members
}

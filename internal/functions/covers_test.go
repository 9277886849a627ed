package functions_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// issue returns a self-signed certificate in PEM format, with the values of the
// template.
func issue(t *testing.T, template x509.Certificate) (certificate *x509.Certificate, text string) {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if template.SerialNumber == nil {
		template.SerialNumber = big.NewInt(1)
	}
	template.NotAfter = time.Date(2026, time.April, 15, 0, 0, 0, 0, time.UTC)
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	if certificate, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	return certificate, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func TestCovers(t *testing.T) {
	t.Parallel()
	provider := acctest.New(t, mockserver.Options{}).Protocol(t)
	_, text := issue(t, x509.Certificate{
		Subject: pkix.Name{CommonName: "common.example.com"},
		DNSNames: []string{
			"Shop.Example.com", "*.example.org", "*.deep.example.org", "w*.example.net", "a.*.example.net", "*", "intranet", "_service.example.com",
			"xn--bcher-kva.example", "*.xn--bcher-kva.example", "192.0.2.9", "ended.example.com.",
		},
		IPAddresses: []net.IP{net.ParseIP("192.0.2.7"), net.ParseIP("2001:db8::1")},
	})
	for host, want := range map[string]bool{
		"shop.example.com":         true,
		"SHOP.EXAMPLE.COM":         true,
		"shop.example.com.":        true,
		"example.com":              false,
		"www.shop.example.com":     false,
		"common.example.com":       false,
		"www.example.org":          true,
		"WWW.Example.Org.":         true,
		"example.org":              false,
		"a.b.example.org":          false,
		"www.deep.example.org":     true,
		"deep.example.org":         true,
		"wwwexample.org":           false,
		"*.example.org":            true,
		"*.example.com":            false,
		"*.org":                    false,
		"www.example.net":          false,
		"w.example.net":            false,
		"a.b.example.net":          false,
		"intranet":                 true,
		"other":                    false,
		"_service.example.com":     true,
		"bücher.example":           true,
		"BÜCHER.example":           true,
		"xn--bcher-kva.example":    true,
		"www.bücher.example":       true,
		"ümlaut.bücher.example":    true,
		"ümlaut.example.org":       true,
		"bucher.example":           false,
		"192.0.2.7":                true,
		"192.0.2.8":                false,
		"192.0.2.9":                false,
		"::ffff:192.0.2.7":         true,
		"2001:db8::1":              true,
		"2001:DB8:0:0:0:0:0:1":     true,
		"2001:db8::2":              false,
		"ended.example.com":        false,
		"shop.example.com.evil.io": false,
	} {
		if got, problem := provider.CallFunction("covers", text, host); problem != nil || got != want {
			t.Errorf("%s: got %v, %v", host, got, problem)
		}
	}
}

func TestCovers_BadArgument_Fails(t *testing.T) {
	t.Parallel()
	provider := acctest.New(t, mockserver.Options{}).Protocol(t)
	_, named := issue(t, x509.Certificate{DNSNames: []string{"shop.example.com"}})
	_, nameless := issue(t, x509.Certificate{Subject: pkix.Name{CommonName: "shop.example.com"}})
	_, email := issue(t, x509.Certificate{EmailAddresses: []string{"web@example.com"}})
	for what, test := range map[string]struct {
		text, host string
		argument   int64
		why        string
	}{
		"no PEM":          {"nothing", "shop.example.com", 0, "no PEM block"},
		"no SANs":         {nameless, "shop.example.com", 0, "without names"},
		"only an address": {email, "shop.example.com", 0, "without names"},
		"no host":         {named, "", 1, "is empty"},
		"a dot":           {named, ".", 1, "is empty"},
		"two dots":        {named, "shop.example.com..", 1, "must not end with a dot"},
		"a port":          {named, "shop.example.com:443", 1, `Use the name without the port: "shop.example.com"`},
		"a URL":           {named, "https://shop.example.com/", 1, "is a URL"},
		"brackets":        {named, "[2001:db8::1]", 1, "without brackets"},
		"a zone":          {named, "fe80::1%eth0", 1, "zone"},
		"a bad wildcard":  {named, "w*.example.com", 1, "wildcard"},
		"half an address": {named, "192.0.2", 1, "neither a DNS name nor an IP address"},
	} {
		_, problem := provider.CallFunction("covers", test.text, test.host)
		if problem == nil || problem.FunctionArgument == nil || *problem.FunctionArgument != test.argument || !strings.Contains(problem.Text, test.why) {
			t.Errorf("%s: the error is %+v", what, problem)
		}
	}
}

func TestParseCertificate_PublicKeyDigest(t *testing.T) {
	t.Parallel()
	provider := acctest.New(t, mockserver.Options{}).Protocol(t)
	certificate, text := issue(t, x509.Certificate{})
	digest := sha256.Sum256(certificate.RawSubjectPublicKeyInfo)
	parsed, problem := provider.CallFunction("parse_certificate", text)
	if problem != nil {
		t.Fatal(problem.Text)
	}
	if got := mustBeObject(t, parsed)["public_key_sha256"]; got != hex.EncodeToString(digest[:]) {
		t.Errorf("the digest is %v", got)
	}
}

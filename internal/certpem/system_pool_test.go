package certpem

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"strings"
	"testing"
)

func TestSystemPool_Invalid_NamesBlock(t *testing.T) {
	t.Parallel()
	one, other := rootCA(t, "One CA"), rootCA(t, "Other CA")
	second := fmt.Sprintf("2 (line %d)", strings.Count(one, "\n")+1)
	for name, test := range map[string]struct{ text, problem string }{
		"no PEM":           {"hello", "contains no PEM block"},
		"white space":      {" \n", "is empty"},
		"a private key":    {one + pemBlock("PRIVATE KEY"), "contains a private key"},
		"no certificate":   {one + pemBlock("CERTIFICATE") + other, "PEM block " + second + " is not an X.509 certificate"},
		"damaged first":    {strings.Replace(one, "\n", "\n!", 2) + other, "malformed PEM block: number 1 (line 1)"},
		"damaged between":  {one + strings.Replace(other, "-----END", "----END", 1) + one, "malformed PEM block: number " + second},
		"damaged last":     {one + other[:100], "malformed PEM block: number " + second},
		"no BEGIN line":    {one + strings.SplitN(other, "\n", 2)[1], "malformed PEM block: number 2"},
		"BEGIN line typo":  {one + other[1:], "malformed PEM block: number " + second},
		"indented":         {"  " + strings.ReplaceAll(one, "\n", "\n  "), "malformed PEM block: number 1 (line 1)"},
		"only a DH block":  {pemBlock("DH PARAMETERS"), "must be a CERTIFICATE, got a DH PARAMETERS"},
		"cut at the start": {one[300:] + other, "malformed PEM block: number 1"},
	} {
		if _, err := SystemPool(test.text); err == nil || !strings.Contains(err.Error(), test.problem) {
			t.Errorf("%s: got the error %v, want %q", name, err, test.problem)
		}
	}
}

func TestSystemPool_IgnoresTextAround(t *testing.T) {
	t.Parallel()
	one, other := rootCA(t, "One CA"), rootCA(t, "Other CA")
	want, err := SystemPool(one + other)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"text before": "# One CA\n" + one + "# Other CA\n" + other,
		"text after":  one + other + "# the end",
		"a BOM":       "\ufeff" + one + "\ufeff" + other,
		"Windows":     strings.ReplaceAll(one+other, "\n", "\r\n"),
		"DH block":    one + pemBlock("DH PARAMETERS") + other,
		"twice":       one + other + one,
	} {
		roots, err := SystemPool(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !roots.Equal(want) {
			t.Errorf("%s: got other certificates", name)
		}
	}
}

// rootCA returns a self-signed certificate in PEM format.
func rootCA(t *testing.T, name string) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// pemBlock returns a PEM block.
func pemBlock(kind string) string {
	return "-----BEGIN " + kind + "-----\nAAAA\n-----END " + kind + "-----\n"
}

package certpem

import (
	"os"
	"strings"
	"testing"
)

func TestParse_SkipsTrustSettings(t *testing.T) {
	t.Parallel()
	trusted := readFile(t, "trusted-certificate.pem")
	certificates, err := Parse(trusted)
	if err != nil || len(certificates) != 1 || certificates[0].Subject.CommonName != "www.example.com" {
		t.Errorf("got %d certificates, %v", len(certificates), err)
	}
	if _, err := Parse(strings.ReplaceAll(trusted, "TRUSTED ", "")); err == nil || !strings.Contains(err.Error(), "trailing data") {
		t.Errorf("got the error %v for a certificate with trailing data", err)
	}
}

func TestParse_UnsupportedCurve_NamesCurve(t *testing.T) {
	t.Parallel()
	for file, curve := range map[string]string{
		"brainpool-key.pem":      "(OID 1.3.36.3.3.2.8.1.1.7)",
		"explicit-curve-key.pem": "(explicit parameters)",
	} {
		_, err := Parse(readFile(t, file))
		if err == nil || !strings.Contains(err.Error(), "PEM block 1 (line 1) has a key on an elliptic curve that is not supported "+curve) {
			t.Errorf("%s: got the error %v", file, err)
		}
	}
}

func TestParse_DamagedBlock_NamesBlock(t *testing.T) {
	t.Parallel()
	block := "-----BEGIN DH PARAMETERS-----\nAAAA\n-----END DH PARAMETERS-----\n"
	for name, test := range map[string]struct{ text, where string }{
		"content":                {"text\n" + block + strings.Replace(block, "AAAA", "A!AA", 1), "number 2 (line 5)"},
		"no END line":            {strings.Split(block, "-----END")[0] + block, "number 1 (line 1)"},
		"other END line":         {block + block + strings.Replace(block, "END DH", "END EC", 1), "number 3 (line 7)"},
		"indented BEGIN line":    {block + "text\n " + block, "number 2 (line 5)"},
		"no BEGIN line at first": {"AAAA\n-----END CERTIFICATE-----\n" + block, "number 1 (line 2)"},
		"no BEGIN line":          {block + "AAAA\n-----END CERTIFICATE-----\n" + block, "number 2 (line 5)"},
		"short lines":            {block + "----BEGIN CERTIFICATE----\nAAAA\n----END CERTIFICATE----\n", "number 2 (line 4)"},
		"joined files":           {strings.TrimSpace(block) + block, "number 1 (line 1)"},
	} {
		if _, err := Parse(test.text); err == nil || !strings.Contains(err.Error(), "malformed PEM block: "+test.where) {
			t.Errorf("%s: got the error %v, want %q", name, err, test.where)
		}
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestParse_ErrorIsPrintable(t *testing.T) {
	t.Parallel()
	_, err := Parse("-----BEGIN \x1b[31mRED\u202e-----\nMIIB\n-----END \x1b[31mRED\u202e-----\n")
	if err == nil || !strings.HasSuffix(err.Error(), "got a [31mRED") {
		t.Errorf("got %q", err)
	}
}

package provider

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

func TestParseSettings(t *testing.T) {
	t.Parallel()
	parsers := map[string]func(string) (any, error){
		"api_key":             func(text string) (any, error) { return parseAPIKey(text) },
		"workspace_id":        func(text string) (any, error) { return parseWorkspaceID(text) },
		"request_timeout":     func(text string) (any, error) { return parseTimeout(text) },
		"max_retries":         func(text string) (any, error) { return parseRetries(text) },
		"requests_per_second": func(text string) (any, error) { return parseRate(text) },
		"bulk_refresh":        func(text string) (any, error) { return parseBool(text) },
		"on_destroy":          func(text string) (any, error) { return parseOnDestroy(text) },
	}
	for _, test := range []struct{ setting, text, value, problem string }{
		{setting: "api_key", text: "ak_secret", value: "ak_secret"},
		{setting: "api_key", text: "", problem: "must not be blank"},
		{setting: "api_key", text: "  ", problem: "must not be blank"},
		{setting: "api_key", text: "ak_secret\n", problem: "must not contain white space or line breaks"},
		{setting: "api_key", text: "ak_secret key", problem: "must not contain white space or line breaks"},
		{setting: "api_key", text: "ak_secret\x01", problem: "must contain only printable ASCII characters"},
		{setting: "api_key", text: "ak_secretü", problem: "must contain only printable ASCII characters"},
		{setting: "workspace_id", text: "ws_123456", value: "ws_123456"},
		{setting: "workspace_id", text: "", problem: "must not be empty. Omit it"},
		{setting: "workspace_id", text: "ws_1\n", problem: `must be a workspace ID such as ws_123456, got "ws_1\n"`},
		{setting: "request_timeout", text: "1m30s", value: "1m30s"},
		{setting: "request_timeout", text: "soon", problem: `must be a positive duration such as "45s", got "soon"`},
		{setting: "request_timeout", text: "0s", problem: `got "0s"`},
		{setting: "request_timeout", text: "-5s", problem: `got "-5s"`},
		{setting: "max_retries", text: "0", value: "0"},
		{setting: "max_retries", text: "-1", problem: `must be a non-negative integer, got "-1"`},
		{setting: "max_retries", text: "many", problem: `got "many"`},
		{setting: "requests_per_second", text: "0.5", value: "0.5"},
		{setting: "requests_per_second", text: "0", problem: `must be a positive number, got "0"`},
		{setting: "requests_per_second", text: "Inf", problem: `got "Inf"`},
		{setting: "requests_per_second", text: "NaN", problem: `got "NaN"`},
		{setting: "bulk_refresh", text: "false", value: "false"},
		{setting: "bulk_refresh", text: "0", value: "false"},
		{setting: "bulk_refresh", text: "maybe", problem: `must be true or false, got "maybe"`},
		{setting: "on_destroy", text: "abandon", value: "abandon"},
		{setting: "on_destroy", text: "", problem: `must be "revoke" or "abandon", got ""`},
	} {
		value, err := parsers[test.setting](test.text)
		switch {
		case test.problem == "":
			if err != nil || fmt.Sprint(value) != test.value {
				t.Errorf("%s = %q: got %v, %v", test.setting, test.text, value, err)
			}
		case err == nil || !strings.Contains(err.Error(), test.problem):
			t.Errorf("%s = %q: got the error %v, want %q", test.setting, test.text, err, test.problem)
		case test.setting == "api_key" && strings.Contains(err.Error(), "secret"):
			t.Errorf("the error contains the key: %v", err)
		}
	}
}

func TestParseRootCAs_Invalid_NamesBlock(t *testing.T) {
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
		if _, err := parseRootCAs(test.text); err == nil || !strings.Contains(err.Error(), test.problem) {
			t.Errorf("%s: got the error %v, want %q", name, err, test.problem)
		}
	}
}

func TestParseRootCAs_IgnoresTextAround(t *testing.T) {
	t.Parallel()
	one, other := rootCA(t, "One CA"), rootCA(t, "Other CA")
	want, err := parseRootCAs(one + other)
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
		roots, err := parseRootCAs(text)
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

package tigertrust

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// Blocks whose content is base64, but neither a certificate nor a key.
const (
	certificateBlock      = "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQ2VydGlmaWNhdGUtb25l\n-----END CERTIFICATE-----\n"
	otherCertificateBlock = "-----BEGIN CERTIFICATE-----\r\nMIIBszCCAVmgAwIBAgIUQ2VydGlmaWNhdGUtdHdv\r\n-----END CERTIFICATE-----"
	keyContent            = "S2V5TWF0ZXJpYWwgdGhhdCBtdXN0IG5vdCBiZSBzaG93bg"
)

func pemBlock(label string) string {
	return "-----BEGIN " + label + "-----\n" + keyContent + "==\n-----END " + label + "-----\n"
}

// privateKeys returns private keys in every form with a label.
func privateKeys() map[string]string {
	keys := map[string]string{
		"encrypted, RFC 1421": "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n" + keyContent + "\n-----END RSA PRIVATE KEY-----\n",
		"PGP":                 pemBlock("PGP PRIVATE KEY BLOCK"),
		"SSH2":                "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n" + keyContent + "\n---- END SSH2 ENCRYPTED PRIVATE KEY ----\n",
		"one line":            "-----BEGIN PRIVATE KEY-----" + keyContent + "-----END PRIVATE KEY-----",
		"CRLF":                strings.ReplaceAll(pemBlock("PRIVATE KEY"), "\n", "\r\n"),
		"without an end":      "-----BEGIN PRIVATE KEY-----\n" + keyContent,
		"without a start":     keyContent + "\n-----END PRIVATE KEY-----\n",
		"another label's end": "-----BEGIN EC PRIVATE KEY-----\n" + keyContent + "\n-----END PRIVATE KEY-----\n",
		"with attributes":     "Bag Attributes\n    friendlyName: x\nKey Attributes: <No Attributes>\n" + pemBlock("PRIVATE KEY"),
	}
	for _, label := range []string{"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "OPENSSH PRIVATE KEY", "ANY PRIVATE KEY"} {
		keys[label] = pemBlock(label)
	}
	return keys
}

func TestPEM_ContainsCertificatesOnly(t *testing.T) {
	tests := map[string]struct{ sent, want string }{
		"certificate":             {certificateBlock, certificateBlock},
		"chain":                   {certificateBlock + otherCertificateBlock, certificateBlock + otherCertificateBlock},
		"white space":             {"\n" + certificateBlock + "\n \n" + otherCertificateBlock + "\t", "\n" + certificateBlock + "\n \n" + otherCertificateBlock + "\t"},
		"comments":                {"subject=CN = a\n" + certificateBlock + "issuer=CN = b\n" + otherCertificateBlock, certificateBlock + otherCertificateBlock + "\n"},
		"byte order mark":         {"\ufeff" + certificateBlock, certificateBlock},
		"DH parameters":           {pemBlock("DH PARAMETERS") + certificateBlock, certificateBlock},
		"public key":              {certificateBlock + pemBlock("PUBLIC KEY"), certificateBlock},
		"trusted certificate":     {pemBlock("TRUSTED CERTIFICATE"), ""},
		"request":                 {pemBlock("CERTIFICATE REQUEST"), ""},
		"no PEM":                  {"pending", ""},
		"empty":                   {"", ""},
		"white space alone":       {" \n", ""},
		"key within a block":      {"-----BEGIN CERTIFICATE-----\n" + pemBlock("PRIVATE KEY") + "-----END CERTIFICATE-----\n", ""},
		"headers":                 {"-----BEGIN CERTIFICATE-----\nKey: " + keyContent + "\n\nMIIB\n-----END CERTIFICATE-----\n", ""},
		"start without an end":    {"-----BEGIN CERTIFICATE-----\nMIIB\n" + certificateBlock, certificateBlock},
		"end alone":               {keyContent + "\n-----END CERTIFICATE-----\n" + certificateBlock, certificateBlock},
		"another end":             {"-----BEGIN CERTIFICATE-----\nMIIB\n-----END PRIVATE KEY-----\n", ""},
		"certificate in one line": {"-----BEGIN CERTIFICATE-----MIIB-----END CERTIFICATE-----", "-----BEGIN CERTIFICATE-----MIIB-----END CERTIFICATE-----"},
	}
	for name, key := range privateKeys() {
		tests[name+" first"] = struct{ sent, want string }{key + otherCertificateBlock, otherCertificateBlock + "\n"}
		if name != "without an end" {
			tests[name+" last"] = struct{ sent, want string }{certificateBlock + key, certificateBlock}
		}
		tests[name+" alone"] = struct{ sent, want string }{key, ""}
	}
	for name, test := range tests {
		encoded, err := json.Marshal(test.sent)
		if err != nil {
			t.Fatal(err)
		}
		var got PEM
		if err := json.Unmarshal(encoded, &got); err != nil || string(got) != test.want {
			t.Errorf("%s: got %q, want %q, error: %v", name, got, test.want, err)
		}
	}
}

// A private key is removed from each response, in whichever field it is.
func TestPrivateKey_RemovedFromEveryResponse(t *testing.T) {
	for name, key := range privateKeys() {
		plain, err := json.Marshal(key)
		if err != nil {
			t.Fatal(err)
		}
		for form, encoded := range map[string]string{"plain": string(plain), "escaped": escapeAll(key)} {
			fields := `"id":1,"commonName":` + encoded + `,"issuer":` + encoded + `,"status":` + encoded + `,"certificate":` + encoded + `,"chain":` + encoded +
				`,"subjectAlternativeNames":[` + encoded + `],"locations":[{"path":` + encoded + `}],"source":` + encoded
			var reported []string
			client, _ := newFakeClient(t, func(request *http.Request) (*http.Response, error) {
				if request.Method == http.MethodPost && strings.HasSuffix(request.URL.Path, "revoke") {
					return reply(http.StatusConflict, `{"error":{"code":`+encoded+`,"message":`+encoded+`,"details":{"key":`+encoded+`,`+encoded+`:1}}}`), nil
				}
				if request.URL.Path == "/api/certificates/1" {
					return reply(http.StatusOK, `{"data":{`+fields+`}}`), nil
				}
				return reply(http.StatusOK, `{"data":[{`+fields+`}]}`), nil
			}, func(c *Config) {
				c.OnPrivateKey = func(_ context.Context, request string) { reported = append(reported, request) }
			})
			certificate, err := client.Certificate(t.Context(), "1")
			if err != nil {
				t.Fatalf("%s, %s: %v", name, form, err)
			}
			items, err := client.AllCertificates(t.Context(), CertificateQuery{})
			if err != nil {
				t.Fatalf("%s, %s: %v", name, form, err)
			}
			discovered, err := client.AllDiscoveredCertificates(t.Context(), DiscoveryQuery{})
			if err != nil {
				t.Fatalf("%s, %s: %v", name, form, err)
			}
			failure := client.RevokeCertificate(t.Context(), "1", Revocation{})
			shown, err := json.Marshal([]any{certificate, items, discovered, failure, failure.Error()})
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(shown), keyContent[:12]) {
				t.Errorf("%s, %s: the key is in %s", name, form, shown)
			}
			want := []string{"GET /api/certificates/1", "GET /api/certificates", "GET /api/discovered-certificates", "POST /api/certificates/1/revoke"}
			if !slices.Equal(reported, want) {
				t.Errorf("%s, %s: reported %q", name, form, reported)
			}
		}
	}
}

// Texts that only mention a private key stay as they are.
func TestPrivateKey_Mentioned_IsKept(t *testing.T) {
	const message = "No PRIVATE KEY was found, expected -----BEGIN CERTIFICATE-----"
	client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
		return reply(http.StatusBadRequest, `{"error":{"message":"`+message+`"}}`), nil
	}, func(c *Config) {
		c.OnPrivateKey = func(context.Context, string) { t.Error("a private key was reported") }
	})
	if err := client.RevokeCertificate(t.Context(), "1", Revocation{}); !strings.Contains(err.Error(), message) {
		t.Error(err)
	}
}

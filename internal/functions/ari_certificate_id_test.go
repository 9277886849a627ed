package functions_test

import (
	"crypto/x509"
	"math/big"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// exampleOfRFC9773 is the certificate in appendix A of RFC 9773.
const exampleOfRFC9773 = `-----BEGIN CERTIFICATE-----
MIIBQzCB66ADAgECAgUAh2VDITAKBggqhkjOPQQDAjAVMRMwEQYDVQQDEwpFeGFt
cGxlIENBMCIYDzAwMDEwMTAxMDAwMDAwWhgPMDAwMTAxMDEwMDAwMDBaMBYxFDAS
BgNVBAMTC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEeBZu
7cbpAYNXZLbbh8rNIzuOoqOOtmxA1v7cRm//AwyMwWxyHz4zfwmBhcSrf47NUAFf
qzLQ2PPQxdTXREYEnKMjMCEwHwYDVR0jBBgwFoAUaYhba4dGQEHhs3uEe6CuLN4B
yNQwCgYIKoZIzj0EAwIDRwAwRAIge09+S5TZAlw5tgtiVvuERV6cT4mfutXIlwTb
+FYN/8oCIClDsqBklhB9KAelFiYt9+6FDj3z4KGVelYM5MdsO3pK
-----END CERTIFICATE-----
`

func TestARICertificateID(t *testing.T) {
	t.Parallel()
	provider := acctest.New(t, mockserver.Options{}).Protocol(t)
	serial := func(number string) string {
		value, ok := new(big.Int).SetString(number, 16)
		if !ok {
			t.Fatal(number)
		}
		_, text := issue(t, x509.Certificate{SerialNumber: value, SubjectKeyId: []byte{1, 2, 3}, AuthorityKeyId: []byte{1, 2, 3}})
		return text
	}
	for name, test := range map[string]struct{ text, want string }{
		"the example of the RFC":  {exampleOfRFC9773, "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE"},
		"highest bit not set":     {serial("7f"), "AQID.fw"},
		"highest bit set":         {serial("80"), "AQID.AIA"},
		"characters of base64url": {serial("fbff"), "AQID.APv_"},
	} {
		if id, problem := provider.CallFunction("ari_certificate_id", test.text); problem != nil || id != test.want {
			t.Errorf("%s: got %v, %v", name, id, problem)
		}
	}
}

func TestARICertificateID_BadCertificate_Fails(t *testing.T) {
	t.Parallel()
	provider := acctest.New(t, mockserver.Options{}).Protocol(t)
	_, selfSigned := issue(t, x509.Certificate{})
	for name, test := range map[string]struct{ text, why string }{
		"no PEM":               {"nothing", "no PEM block"},
		"no key identifier":    {selfSigned, "without an authority key identifier"},
		"a private key inside": {selfSigned + block("PRIVATE KEY"), "private key"},
	} {
		_, problem := provider.CallFunction("ari_certificate_id", test.text)
		if problem == nil || problem.FunctionArgument == nil || *problem.FunctionArgument != 0 || !strings.Contains(problem.Text, test.why) {
			t.Errorf("%s: the error is %+v", name, problem)
		}
	}
}

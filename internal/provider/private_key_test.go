package provider_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const (
	leakedKeyContent = "S2V5TWF0ZXJpYWwgdGhhdCBtdXN0IG5vdCBiZSBzaG93bg"
	leakedKey        = "-----BEGIN EC PRIVATE KEY-----\n" + leakedKeyContent + "==\n-----END EC PRIVATE KEY-----\n"
)

// mustWarnAboutKey expects a warning about a private key in the response to a
// request, and no private key in values or diagnostics.
func mustWarnAboutKey(t *testing.T, run *acctest.Run, request string, values ...any) {
	t.Helper()
	shown, err := json.Marshal([]any{run.Diagnostics, run.Progress, values})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(shown), leakedKeyContent) {
		t.Errorf("the private key is in %s", shown)
	}
	for _, diagnostic := range run.Diagnostics {
		if diagnostic.Severity == "warning" && diagnostic.Summary == "TigerTrust returned a private key ("+request+")" {
			return
		}
	}
	t.Errorf("no warning about %s in %+v", request, run.Diagnostics)
}

// leakingMock returns a mock with certificate 1001, whose responses contain a
// private key beside the certificate and in other fields.
func leakingMock(t *testing.T) (*acctest.Environment, mockserver.Certificate) {
	t.Helper()
	env := acctest.New(t, mockserver.Options{})
	id := env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com"})
	certificate, ok := env.Mock.Certificate(id)
	if !ok {
		t.Fatal("there is no certificate")
	}
	leak(t, env, certificate)
	return env, certificate
}

func leak(t *testing.T, env *acctest.Environment, certificate mockserver.Certificate) {
	t.Helper()
	err := env.Mock.SetOverride(certificate.ID, map[string]any{
		"certificate": certificate.CertificatePEM + leakedKey,
		"chain":       leakedKey + certificate.ChainPEM,
		"issuer":      leakedKey,
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPrivateKey_Resource_DroppedWithWarning(t *testing.T) {
	env, certificate := leakingMock(t)
	resource := env.Protocol(t).Resource("tigertrust_certificate")
	mustWarnAboutKey(t, resource.Import("1001").MustSucceed(), "GET /api/certificates/1001", resource.StoredState())
	if resource.Attribute("certificate_pem") != certificate.CertificatePEM || resource.Attribute("chain_pem") != certificate.ChainPEM {
		t.Errorf("the state contains\n%s\n%s", resource.Attribute("certificate_pem"), resource.Attribute("chain_pem"))
	}
	env.Clock.Advance(2 * time.Minute)
	mustWarnAboutKey(t, resource.Refresh().MustSucceed(), "GET /api/certificates/1001", resource.StoredState())
	if resource.Plan(acctest.Attributes{"common_name": "www.example.com"}).Action == acctest.Replace {
		t.Error("the plan replaces the certificate")
	}
}

func TestPrivateKey_Create_DroppedWithWarning(t *testing.T) {
	env := acctest.New(t, mockserver.Options{IssuanceDelay: time.Minute})
	p := env.Protocol(t)
	env.Clock.AfterSleep(func() {
		if certificate, ok := env.Mock.Certificate(1001); ok && certificate.CertificatePEM != "" {
			leak(t, env, certificate)
		}
	})
	resource := p.Resource("tigertrust_certificate")
	mustWarnAboutKey(t, resource.Apply(acctest.Attributes{"common_name": "new.example.com"}).MustSucceed(), "GET /api/certificates/1001", resource.StoredState())
}

func TestPrivateKey_DataSources_DroppedWithWarning(t *testing.T) {
	env, _ := leakingMock(t)
	p := env.Protocol(t)
	env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "old.example.com", Path: leakedKey, Hostname: "web-1"})
	for name, test := range map[string]struct {
		config  acctest.Attributes
		request string
	}{
		"tigertrust_certificate":             {acctest.Attributes{"id": 1001}, "GET /api/certificates/1001"},
		"tigertrust_certificates":            {nil, "GET /api/certificates"},
		"tigertrust_discovered_certificates": {nil, "GET /api/discovered-certificates"},
	} {
		values, run := p.ReadDataSource(name, test.config)
		mustWarnAboutKey(t, run.MustSucceed(), test.request, values)
	}
}

func TestPrivateKey_Query_DroppedWithWarning(t *testing.T) {
	env, _ := leakingMock(t)
	for _, whole := range []bool{false, true} {
		results, run := env.Protocol(t).Query(acctest.Query{TypeName: "tigertrust_certificate", IncludeResource: whole})
		mustWarnAboutKey(t, run.MustSucceed(), "GET /api/certificates", results)
		// The warning is not lost if no certificate matches.
		results, run = env.Protocol(t).Query(acctest.Query{TypeName: "tigertrust_certificate", IncludeResource: whole, Config: acctest.Attributes{"key_type": "ECDSA"}})
		mustWarnAboutKey(t, run.MustSucceed(), "GET /api/certificates", results)
	}
}

func TestPrivateKey_Action_DroppedWithWarning(t *testing.T) {
	env, _ := leakingMock(t)
	run := env.Protocol(t).InvokeAction(acctest.Invocation{TypeName: "tigertrust_certificate_renew", Config: acctest.Attributes{"certificate_id": 1001, "method": "acme"}})
	mustWarnAboutKey(t, run.MustSucceed(), "GET /api/certificates/1001")
}

package certificate_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestRead_Gone_RemovesResource(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{HTTPStatuses: map[string]int{"CERTIFICATE_NOT_FOUND": 410}})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
	env.Clock.Advance(day)
	if err := env.Mock.Delete(firstID); err != nil {
		t.Fatal(err)
	}
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address, "create")
	tf.Apply("").MustHaveNoDiagnostics()
	if id := tf.Instance(address).Attributes["id"]; id != acctest.ID(firstID+1) {
		t.Errorf("the state holds certificate %v", id)
	}
	env.MustHaveSent(t, "POST", revocationPath)
}

// Only the error code of the API means that a certificate is gone.
func TestRead_Fails_KeepsState(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault  mockserver.Fault
		report string
	}{
		"proxy, HTML":  {mockserver.Fault{Kind: mockserver.FaultProxyNotFoundHTML}, `404 Not Found from 127\.0\.0\.1.*may come from a proxy.*"/api" at its end.*Check the provider's endpoint`},
		"proxy, JSON":  {mockserver.Fault{Kind: mockserver.FaultProxyNotFoundJSON}, `404 Not Found from 127\.0\.0\.1.*may come from a proxy`},
		"unauthorized": {mockserver.Fault{Kind: mockserver.FaultUnauthorized}, `401 Unauthorized.*The API key came from api_key in the provider block`},
		"forbidden":    {mockserver.Fault{Kind: mockserver.FaultErrorBefore, Status: 403}, `403 Forbidden.*The API key came from api_key in the provider block.*workspace`},
		"server error": {mockserver.Fault{Kind: mockserver.FaultErrorBefore, Times: mockserver.Always}, `500 Internal Server Error.*after 7 attempts.*Apply again later`},
		"bad gateway":  {mockserver.Fault{Kind: mockserver.FaultBadGateway, Times: mockserver.Always}, `502 Bad Gateway from 127\.0\.0\.1`},
		"redirect":     {mockserver.Fault{Kind: mockserver.FaultRedirect}, `redirect to https://elsewhere\.example\.net/api/certificates, which is not followed.*change the provider's endpoint`},
		"garbage":      {mockserver.Fault{Kind: mockserver.FaultGarbage}, `does not match the API reference.*base URL`},
		"wrong types":  {mockserver.Fault{Kind: mockserver.FaultWrongTypes}, `does not match the API reference`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
			env.Clock.Advance(day)
			test.fault.Method, test.fault.Path = "GET", certificatePath
			env.Mock.Inject(test.fault)
			tf.Apply("").MustFail().MustNotMention(mockserver.DefaultAPIKey).
				MustError(`(?s)Could not read certificate 1001 \(www\.example\.com\).*` + test.report)
			if tf.Instance(address).Attributes["id"] != acctest.ID(firstID) {
				t.Error("the certificate is missing from the state")
			}
			env.Mock.ClearFaults()
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestRead_OtherScope_KeepsState(t *testing.T) {
	t.Parallel()
	for name, configure := range map[string]func(here, there *acctest.Environment) (config, place string){
		"another workspace": func(here, _ *acctest.Environment) (config, place string) {
			return here.ConfigWithSettings(`workspace_id = "`+mockserver.OtherWorkspace+`"`, resourceBlock(minimalConfig)),
				here.Endpoint + " in the workspace " + mockserver.OtherWorkspace
		},
		"another endpoint": func(_, there *acctest.Environment) (config, place string) {
			return there.Config(resourceBlock(minimalConfig)), there.Endpoint + " in the default workspace"
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			here, there := acctest.New(t, mockserver.Options{}), acctest.New(t, mockserver.Options{})
			config, place := configure(here, there)
			tf := here.Terraform(t)
			tf.Apply(here.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
			here.Clock.Advance(day)
			tf.Apply(config).MustFail().MustError(`(?s)Certificate 1001.*does not exist in the provider's current scope.*last observed at ` + here.Endpoint +
				` in the default workspace of the API key\. The provider is configured for ` + place + `.*Restore the endpoint and workspace_id of the provider.*terraform state rm`)
			tf.Apply(config, "-destroy", "-refresh=false").MustFail().MustError("does not exist in the provider's current scope")
			if tf.Instance(address).Attributes["id"] != acctest.ID(firstID) {
				t.Error("the certificate is missing from the state")
			}
			tf.Plan(here.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

// An update without a request has not observed the certificate in the new scope.
func TestUpdate_OtherScope_KeepsScope(t *testing.T) {
	t.Parallel()
	here, there := acctest.New(t, mockserver.Options{}), acctest.New(t, mockserver.Options{})
	tf := here.Terraform(t)
	tf.Apply(here.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
	here.Clock.Advance(day)
	tf.Apply(there.Config(resourceBlock(joinLines(minimalConfig, `on_destroy = "abandon"`))), "-refresh=false").MustHaveNoDiagnostics().MustPlan(address, "update")
	tf.Plan("").MustFail().MustError("does not exist in the provider's current scope")
}

func TestRead_UnknownWorkspace_KeepsState(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
	env.Clock.Advance(day)
	tf.Apply(env.ConfigWithSettings(`workspace_id = "ws_0"`, resourceBlock(minimalConfig))).MustFail().
		MustError(`(?s)Could not read certificate 1001.*the workspace does not exist`)
	if tf.Instance(address).Attributes["id"] != acctest.ID(firstID) {
		t.Error("the certificate is missing from the state")
	}
}

func TestRead_Expired_PlansNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(fullConfig))).MustHaveNoDiagnostics()
	for _, status := range []string{"expiring", "expired"} {
		env.Clock.Advance(45 * day)
		tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
		if got := tf.Instance(address).Attributes["status"]; got != status {
			t.Errorf("the status is %v, want %s", got, status)
		}
	}
}

// A renewal by TigerTrust is no change of the configuration.
func TestRead_ServerRenewal_PlansNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(fullConfig))).MustHaveNoDiagnostics()
	env.Clock.Advance(45 * day)
	if _, err := env.Mock.Renew(firstID); err != nil {
		t.Fatal(err)
	}
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
	if serial := tf.Instance(address).Attributes["serial_number"]; serial != mockCertificate(t, env, firstID).SerialNumber {
		t.Errorf("the state holds the serial number %v", serial)
	}
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
}

// A certificate whose names or key change outside of Terraform stays: only a
// changed configuration replaces it.
func TestRead_ChangedNamesOrKey_Warns(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		override map[string]any
		warning  string
	}{
		"names":       {map[string]any{"subjectAlternativeNames": []string{"www.example.com", "more.example.com"}}, "names other than configured"},
		"common name": {map[string]any{"commonName": "api.example.com"}, "names other than configured"},
		"key type":    {map[string]any{"keyType": "RSA"}, "a key other than configured"},
		"key size":    {map[string]any{"keySize": 256}, "a key other than configured"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(fullConfig))).MustHaveNoDiagnostics()
			if err := env.Mock.SetOverride(firstID, test.override); err != nil {
				t.Fatal(err)
			}
			run := tf.Plan("").MustSucceed().MustPlan(address)
			if run.MustWarn(test.warning); len(run.Diagnostics) != 1 {
				t.Errorf("got %d diagnostics, want 1", len(run.Diagnostics))
			}
		})
	}
}

func TestRead_EqualMeaning_IsNoDrift(t *testing.T) {
	t.Parallel()
	for name, override := range map[string]map[string]any{
		"names":       {"subjectAlternativeNames": []string{"2001:DB8:0::1", "SHOP.example.com", "::ffff:192.0.2.7"}},
		"common name": {"commonName": "WWW.EXAMPLE.COM"},
		"key type":    {"keyType": "ecdsa"},
		"status":      {"status": "deployed"},
		"times":       {"validFrom": "2026-01-15T13:00:00.000+01:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(fullConfig))).MustHaveNoDiagnostics()
			if err := env.Mock.SetOverride(firstID, override); err != nil {
				t.Fatal(err)
			}
			tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

// A list item adds fields that single responses lack. It may be older than they
// are, and must not replace their values.
func TestRead_ListItem_OnlyAddsValues(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	env.Mock.Configure(func(o *mockserver.Options) { o.CreateResponse = mockserver.RespondID })
	tf := env.Terraform(t)
	env.SetBeforeRequest(staleLists(t, env))
	tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
	mustHaveIssuedCertificate(t, tf)
	if status := tf.Instance(address).Attributes["status"]; status != "active" {
		t.Errorf("the status is %v", status)
	}
}

// staleLists makes lists return an earlier status.
func staleLists(t *testing.T, env *acctest.Environment) func(*http.Request) {
	t.Helper()
	return func(r *http.Request) {
		var override map[string]any
		if r.Method == http.MethodGet && r.URL.Path == certificatesPath {
			override = map[string]any{"status": "pending"}
		}
		// Before the order, no certificate can be overridden.
		_ = env.Mock.SetOverride(firstID, override)
	}
}

// Two accounts use the same ids and the same names.
func TestRead_SameIDInOtherAccount_IsError(t *testing.T) {
	t.Parallel()
	here, there := acctest.New(t, mockserver.Options{}), acctest.New(t, mockserver.Options{})
	there.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", ValidFrom: acctest.Start.Add(-day)})
	tf := here.Terraform(t)
	tf.Apply(here.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()

	const problem = `(?s)Certificate 1001 \(www\.example\.com\) does not exist in the provider's current scope.*last observed at http.*configured for http`
	tf.Plan(there.Config(resourceBlock(minimalConfig))).MustFail().MustError(problem)
	tf.Destroy().MustFail().MustError(problem)
	tf.Destroy("-refresh=false").MustFail().MustError(problem)
	tf.Apply(there.Config(resourceBlock(minimalConfig+"\n  auto_renew = false")), "-refresh=false").MustFail().MustError(problem)
	there.MustHaveSent(t, "PUT", certificatePath)
	if status := mockCertificate(t, there, firstID).Status; status != "active" {
		t.Errorf("the other account's certificate is %s", status)
	}
	tf.Apply(here.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics().MustPlan(address)
}

// The endpoint changes its name, and the certificate is renewed before it changes
// back.
func TestRead_ChangedEndpoint_IsRecognized(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
	moved := strings.Replace(env.Config(resourceBlock(minimalConfig)), "127.0.0.1", "localhost", 1)
	tf.Apply(moved).MustHaveNoDiagnostics().MustPlan(address)

	env.Clock.Advance(day)
	if _, err := env.Mock.Renew(firstID); err != nil {
		t.Fatal(err)
	}
	tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics().MustPlan(address)
	if serial := tf.Instance(address).Attributes["serial_number"]; serial != mockCertificate(t, env, firstID).SerialNumber {
		t.Errorf("the state has the serial number %v", serial)
	}
}

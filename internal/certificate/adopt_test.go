package certificate_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const adopting = "adopt_existing = true"

// adoptingAttributes is a configuration of tests that do not run Terraform.
func adoptingAttributes(more acctest.Attributes) acctest.Attributes {
	attributes := acctest.Attributes{"common_name": "www.example.com", "adopt_existing": true}
	for name, value := range more {
		attributes[name] = value
	}
	return attributes
}

// seedIssued seeds a certificate for www.example.com that was created some time ago.
func seedIssued(env *acctest.Environment, age time.Duration, change func(*mockserver.Seed)) int64 {
	seed := mockserver.Seed{CommonName: "www.example.com", CreatedAt: env.Clock.Now().Add(-age)}
	if change != nil {
		change(&seed)
	}
	return env.Mock.Seed(seed)
}

func TestAdopt_OnlyMatchingCertificates(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change   func(*mockserver.Seed)
		config   acctest.Attributes
		rejected bool
	}{
		"any key":               {},
		"pending":               {change: func(s *mockserver.Seed) { s.Status = "pending" }},
		"expiring":              {change: func(s *mockserver.Seed) { s.ValidFrom = s.CreatedAt.Add(-85 * 24 * time.Hour) }},
		"expired":               {change: func(s *mockserver.Seed) { s.ValidFrom = s.CreatedAt.Add(-99 * 24 * time.Hour) }, rejected: true},
		"revoked":               {change: func(s *mockserver.Seed) { s.Status = "revoked" }, rejected: true},
		"failed":                {change: func(s *mockserver.Seed) { s.Status = "failed" }, rejected: true},
		"other spelling":        {change: func(s *mockserver.Seed) { s.CommonName = "WWW.Example.com" }},
		"more names":            {change: func(s *mockserver.Seed) { s.SubjectAlternativeNames = []string{"a.example.com"} }, rejected: true},
		"configured names":      {change: func(s *mockserver.Seed) { s.SubjectAlternativeNames = []string{"a.example.com"} }, config: acctest.Attributes{"subject_alternative_names": []string{"A.example.com"}}},
		"configured key":        {config: acctest.Attributes{"key_type": "RSA", "key_size": 2048}},
		"another key type":      {config: acctest.Attributes{"key_type": "ECDSA"}, rejected: true},
		"another key size":      {config: acctest.Attributes{"key_size": 4096}, rejected: true},
		"configured CA":         {config: acctest.Attributes{"certificate_authority_id": 5}},
		"another CA":            {config: acctest.Attributes{"certificate_authority_id": 6}, rejected: true},
		"configured validity":   {config: acctest.Attributes{"validity_days": 47}},
		"switched off for one":  {config: acctest.Attributes{"adopt_existing": false}, rejected: true},
		"name of another order": {change: func(s *mockserver.Seed) { s.CommonName = "xwww.example.com" }, rejected: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			id := seedIssued(env, 100*24*time.Hour, func(s *mockserver.Seed) {
				s.ValidFrom = env.Clock.Now()
				if test.change != nil {
					s.CreatedAt = env.Clock.Now()
					test.change(s)
					s.CreatedAt = env.Clock.Now().Add(-100 * 24 * time.Hour)
				}
			})
			env.SetBeforeRequest(func(r *http.Request) {
				if r.URL.Path == "/api/certificates/1001" && mockCertificate(t, env, id).Status == "pending" {
					_ = env.Mock.CompleteIssuance(id)
				}
			})
			certificate := env.ProtocolWithSettings(t, acctest.Attributes{"adopt_existing": true}).Resource("tigertrust_certificate")
			config := acctest.Attributes{"common_name": "www.example.com"}
			for name, value := range test.config {
				config[name] = value
			}
			run := certificate.Apply(config).MustSucceed()
			if test.rejected {
				if countOrders(env) != 1 || certificate.Attribute("id") == acctest.ID(id) || certificate.Attribute("on_destroy") != "revoke" {
					t.Errorf("%d orders, the state has certificate %v", countOrders(env), certificate.Attribute("id"))
				}
				return
			}
			run.MustWarn(`(?s)Existing certificates were adopted.*Certificate 1001 \(www\.example\.com\) existed in TigerTrust`)
			if countOrders(env) != 0 || certificate.Attribute("id") != acctest.ID(id) || certificate.Attribute("on_destroy") != "abandon" {
				t.Errorf("%d orders, the state has certificate %v with on_destroy %v", countOrders(env), certificate.Attribute("id"), certificate.Attribute("on_destroy"))
			}
			if plan := certificate.Plan(config); plan.Action != acctest.NoOp {
				t.Errorf("the next plan is %s", plan.Action)
			}
		})
	}
}

func TestAdopt_Several_NewestIssued(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	seedIssued(env, 3*time.Hour, nil)
	newest := seedIssued(env, 2*time.Hour, nil)
	seedIssued(env, time.Hour, func(s *mockserver.Seed) { s.Status = "pending" })
	seedIssued(env, 4*time.Hour, func(s *mockserver.Seed) { s.Status = "revoked" })
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	warning := certificate.Apply(adoptingAttributes(nil)).MustSucceed().MustWarn("was adopted")
	if certificate.Attribute("id") != acctest.ID(newest) || countOrders(env) != 0 {
		t.Errorf("the state has certificate %v, %d orders", certificate.Attribute("id"), countOrders(env))
	}
	if want := "Certificate 1002 (www.example.com) was adopted, possible duplicates: 1001, 1003"; warning.Summary != want {
		t.Errorf("got %q, want %q", warning.Summary, want)
	}
}

// A pending certificate is awaited like an order, and stays in the state.
func TestAdopt_Pending_IsAwaited(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	id := seedIssued(env, time.Hour, func(s *mockserver.Seed) { s.Status = "pending" })
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	certificate.Apply(adoptingAttributes(nil)).MustSucceed().MustWarn(`(?s)Certificates are not issued yet.*Certificate 1001 `)
	if certificate.Attribute("id") != acctest.ID(id) || countOrders(env) != 0 {
		t.Fatalf("the state has certificate %v, %d orders", certificate.Attribute("id"), countOrders(env))
	}
	if err := env.Mock.CompleteIssuance(id); err != nil {
		t.Fatal(err)
	}
	certificate.Refresh().MustHaveNoDiagnostics()
	if certificate.Attribute("certificate_pem") == nil {
		t.Error("the issued certificate is not in the state")
	}
}

func TestAdopt_SameNames_AdoptDifferentOnes(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	seedIssued(env, 2*time.Hour, nil)
	seedIssued(env, time.Hour, nil)
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, adopting, "count = 3")))).MustSucceed()
	ids := map[any]bool{}
	for _, object := range tf.Instances(address) {
		ids[object.Attributes["id"]] = true
	}
	if len(ids) != 3 || !ids[acctest.ID(firstID)] || !ids[acctest.ID(firstID+1)] || countOrders(env) != 1 {
		t.Errorf("the state has %v, %d orders", ids, countOrders(env))
	}
	tf.Plan("").MustSucceed().MustPlan(address)
}

func TestAdopt_DifferentSettings_AreUpdated(t *testing.T) {
	t.Parallel()
	no := false
	for name, options := range map[string]mockserver.Options{"echoed": echoSettings(), "as documented": {}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, options)
			id := seedIssued(env, time.Hour, func(s *mockserver.Seed) { s.Settings = mockserver.Settings{AutoRenew: no, RenewalThresholdDays: 30} })
			config := adoptingAttributes(acctest.Attributes{"auto_renew": true, "renewal_threshold_days": 20, "deployment_targets": []string{"nginx-main"}})
			certificate := env.Protocol(t).Resource("tigertrust_certificate")
			certificate.Apply(config).MustSucceed()
			env.MustHaveSent(t, "PUT", certificatePath, `{"autoRenew":true,"renewalThresholdDays":20,"deploymentTargets":["nginx-main"]}`)
			if certificate.Attribute("id") != acctest.ID(id) {
				t.Errorf("the state has certificate %v", certificate.Attribute("id"))
			}
			if plan := certificate.Plan(config); plan.Action != acctest.NoOp {
				t.Errorf("the next plan is %s", plan.Action)
			}
		})
	}
}

// An update that fails does not fail the adoption. The next apply sends it.
func TestAdopt_FailedUpdate_IsSentLater(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	seedIssued(env, time.Hour, nil)
	env.Mock.Inject(mockserver.Fault{Method: http.MethodPut, Kind: mockserver.FaultErrorBefore, Times: mockserver.Always})
	config := adoptingAttributes(acctest.Attributes{"auto_renew": true})
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	certificate.Apply(config).MustSucceed().MustWarn("Settings not updated")
	env.Mock.ClearFaults()
	env.Mock.ResetJournal()
	certificate.Apply(config).MustSucceed()
	env.MustHaveSent(t, "PUT", certificatePath, `{"autoRenew":true}`)
	if plan := certificate.Plan(config); plan.Action != acctest.NoOp {
		t.Errorf("the next plan is %s", plan.Action)
	}
}

// The list may show a certificate that has changed since, or mix up items.
func TestAdopt_ReadsBeforeAdoption(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	id := seedIssued(env, time.Hour, nil)
	revoke := sync.OnceFunc(func() { _ = env.Mock.Revoke(id, "unspecified") })
	env.SetBeforeRequest(func(r *http.Request) {
		if r.URL.Path == "/api/certificates/1001" {
			revoke()
		}
	})
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	certificate.Apply(adoptingAttributes(nil)).MustSucceed()
	if certificate.Attribute("id") == acctest.ID(id) || countOrders(env) != 1 {
		t.Errorf("the state has certificate %v, %d orders", certificate.Attribute("id"), countOrders(env))
	}

	env = acctest.New(t, mockserver.Options{})
	seedIssued(env, time.Hour, nil)
	env.Mock.Inject(mockserver.Fault{Method: http.MethodGet, Path: "/api/certificates/1001", Kind: mockserver.FaultErrorBefore, Times: mockserver.Always})
	certificate = env.Protocol(t).Resource("tigertrust_certificate")
	certificate.Apply(adoptingAttributes(nil)).MustFail().MustError("(?s)No certificate was adopted or ordered for www.example.com.*could not read certificate 1001")
	if certificate.Exists() || countOrders(env) != 0 {
		t.Errorf("in the state: %t, %d orders", certificate.Exists(), countOrders(env))
	}
}

// An earlier run has ordered the certificate just before, and the list lags behind.
func TestAdopt_LaggingList_IsAwaited(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{ListDelay: 30 * time.Second})
	killed := env.Protocol(t).Resource("tigertrust_certificate")
	killed.Apply(minimalAttributes).MustSucceed()
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	certificate.Apply(adoptingAttributes(nil)).MustSucceed().MustWarn("Existing certificates were adopted")
	if certificate.Attribute("id") != acctest.ID(firstID) || countOrders(env) != 1 {
		t.Errorf("the state has certificate %v, %d orders", certificate.Attribute("id"), countOrders(env))
	}
}

// The attribute concerns the creation only.
func TestAdopt_ChangedLater_PlansNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	seedIssued(env, time.Hour, nil)
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, adopting)))).MustOnlyWarn("Existing certificates were adopted")
	for _, later := range []string{"", "adopt_existing = false", "adopt_existing = null", adopting, "adopt_existing = tobool(terraform_data.unknown.output)"} {
		config := resourceBlock(joinLines(minimalConfig, later))
		if strings.Contains(later, "unknown") {
			config += "resource \"terraform_data\" \"unknown\" {\n  input = \"false\"\n}\n"
		}
		tf.Plan(env.Config(config)).MustHaveNoDiagnostics().MustPlan(address)
	}
	tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, "auto_renew = true")))).MustHaveNoDiagnostics().MustPlan(address, "update")
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
	// A resource that was ordered adopts nothing later.
	tf = env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(`common_name = "other.example.com"`))).MustHaveNoDiagnostics()
	tf.Apply(env.Config(resourceBlock(joinLines(`common_name = "other.example.com"`, adopting)))).MustHaveNoDiagnostics()
	tf.Plan(env.Config(resourceBlock(`common_name = "other.example.com"`))).MustHaveNoDiagnostics().MustPlan(address)
}

func TestAdopt_DestroyAbandons(t *testing.T) {
	t.Parallel()
	for onDestroy, want := range map[string]string{"": "active", "on_destroy = \"revoke\"": "revoked"} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			id := seedIssued(env, time.Hour, nil)
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, adopting, onDestroy)))).MustOnlyWarn("Existing certificates were adopted")
			tf.Destroy().MustSucceed()
			if got := mockCertificate(t, env, id).Status; got != want {
				t.Errorf("the certificate is %s", got)
			}
		})
	}
}

package certificate_test

import (
	"crypto/x509"
	"net/http"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const (
	second = time.Second
	minute = time.Minute
	day    = 24 * time.Hour
)

// expectAttribute returns a check of an attribute in the state.
func expectAttribute(attribute string, check knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), check)
}

func exactString(expected string) knownvalue.Check { return knownvalue.StringExact(expected) }

func exactInt64(expected int64) knownvalue.Check { return knownvalue.Int64Exact(expected) }

func exactStringSet(expected ...string) knownvalue.Check {
	checks := make([]knownvalue.Check, len(expected))
	for i := range expected {
		checks[i] = exactString(expected[i])
	}
	return knownvalue.SetExact(checks)
}

func TestCreate_AllArguments_SavesCertificate(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	env.Test(t, resource.TestStep{
		Config: env.Config(resourceBlock(fullConfig)),
		ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
			plancheck.ExpectResourceAction(address, plancheck.ResourceActionCreate),
			plancheck.ExpectUnknownValue(address, tfjsonpath.New("certificate_pem")),
		}},
		ConfigStateChecks: []statecheck.StateCheck{
			expectAttribute("id", exactString(acctest.ID(firstID))),
			expectAttribute("common_name", exactString("www.example.com")),
			expectAttribute("subject_alternative_names", exactStringSet("shop.example.com", "192.0.2.7", "2001:db8::1")),
			expectAttribute("certificate_authority_id", exactInt64(6)),
			expectAttribute("key_type", exactString("ECDSA")),
			expectAttribute("key_size", exactInt64(384)),
			expectAttribute("validity_days", exactInt64(60)),
			expectAttribute("auto_renew", knownvalue.Bool(false)),
			expectAttribute("renewal_threshold_days", exactInt64(20)),
			expectAttribute("deployment_targets", exactStringSet("nginx-main", "haproxy-lb")),
			expectAttribute("on_destroy", exactString("revoke")),
			expectAttribute("issuer", exactString("DigiCert TLS RSA SHA256 2020 CA1")),
			expectAttribute("status", exactString("active")),
			expectAttribute("renewal_status", exactString("none")),
			expectAttribute("created_at", exactString("2026-01-15T12:00:00Z")),
			expectAttribute("valid_from", exactString("2026-01-15T12:00:00Z")),
			expectAttribute("valid_to", exactString("2026-03-16T12:00:00Z")),
			expectAttribute("certificate_pem", acctest.CertificatePEM{
				CommonName:   "www.example.com",
				Names:        []string{"www.example.com", "shop.example.com", "192.0.2.7", "2001:db8::1"},
				Validity:     60 * day,
				KeyAlgorithm: x509.ECDSA,
				Issuer:       "DigiCert TLS RSA SHA256 2020 CA1",
			}),
			expectAttribute("chain_pem", knownvalue.StringFunc(func(chain string) error {
				certificate, _ := env.Mock.Certificate(firstID)
				return acctest.CertificateChain{CertificatePEM: certificate.CertificatePEM, RootPEM: env.Mock.RootPEM(), CurrentTime: acctest.Start}.CheckValue(chain)
			})),
			expectAttribute("fingerprint", knownvalue.StringFunc(func(fingerprint string) error {
				certificate, _ := env.Mock.Certificate(firstID)
				return exactString(certificate.Fingerprint).CheckValue(fingerprint)
			})),
		},
	})
}

func TestCreate_FewArguments_SavesServerDefaults(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, echoSettings())
	env.Test(t, resource.TestStep{
		Config: env.Config(resourceBlock(minimalConfig)),
		ConfigStateChecks: []statecheck.StateCheck{
			expectAttribute("subject_alternative_names", exactStringSet("www.example.com")),
			expectAttribute("certificate_authority_id", exactInt64(5)),
			expectAttribute("key_type", exactString("RSA")),
			expectAttribute("key_size", exactInt64(2048)),
			expectAttribute("validity_days", knownvalue.Null()),
			expectAttribute("auto_renew", knownvalue.Bool(true)),
			expectAttribute("renewal_threshold_days", exactInt64(30)),
			expectAttribute("deployment_targets", exactStringSet()),
		},
	})
}

func TestCreate_Arguments_AreSent(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		attributes string
		order      string
		settings   []string
	}{
		"the least": {
			attributes: minimalConfig,
			order:      `{"commonName":"www.example.com"}`,
		},
		"all": {
			attributes: fullConfig + "\n revocation_reason = \"unspecified\"\n revocation_comments = \"none\"\n timeouts = { create = \"1m\" }",
			order: `{"commonName":"www.example.com","subjectAlternativeNames":["192.0.2.7","2001:db8::1","shop.example.com"],` +
				`"certificateAuthorityId":6,"keyType":"ECDSA","keySize":384,"validityDays":60,"autoRenew":false,"renewalThresholdDays":20}`,
			settings: []string{`{"autoRenew":false,"renewalThresholdDays":20,"deploymentTargets":["haproxy-lb","nginx-main"]}`},
		},
		"names as they are written": {
			attributes: joinLines(`common_name = "WWW.Example.com"`, `subject_alternative_names = ["WWW.Example.com", "API.example.com"]`),
			order:      `{"commonName":"WWW.Example.com","subjectAlternativeNames":["API.example.com","WWW.Example.com"]}`,
		},
		"international names in ASCII": {
			attributes: joinLines(`common_name = "*.bücher.example"`, `subject_alternative_names = ["straße.example"]`),
			order:      `{"commonName":"*.xn--bcher-kva.example","subjectAlternativeNames":["xn--strae-oqa.example"]}`,
		},
		"no alternative names": {
			attributes: joinLines(minimalConfig, `subject_alternative_names = []`),
			order:      `{"commonName":"www.example.com","subjectAlternativeNames":[]}`,
		},
		"false is set": {
			attributes: joinLines(minimalConfig, `auto_renew = false`),
			order:      `{"commonName":"www.example.com","autoRenew":false}`,
		},
		"only targets": {
			attributes: joinLines(minimalConfig, `deployment_targets = ["nginx-main"]`),
			order:      `{"commonName":"www.example.com"}`,
			settings:   []string{`{"deploymentTargets":["nginx-main"]}`},
		},
		"no targets, said so": {
			attributes: joinLines(minimalConfig, `deployment_targets = []`),
			order:      `{"commonName":"www.example.com"}`,
			settings:   []string{`{"deploymentTargets":[]}`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(test.attributes))).MustHaveNoDiagnostics()
			env.MustHaveSent(t, "POST", certificatesPath, test.order)
			env.MustHaveSent(t, "PUT", certificatePath, test.settings...)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestCreate_SendsFewRequests(t *testing.T) {
	t.Parallel()
	const list, post, get, put = "GET /api/certificates", "POST /api/certificates", "GET /api/certificates/1001", "PUT /api/certificates/1001"
	withTargets := joinLines(minimalConfig, `deployment_targets = ["nginx-main"]`)
	for name, test := range map[string]struct {
		options    mockserver.Options
		attributes string
		requests   []string
	}{
		"issued at once":      {mockserver.Options{}, minimalConfig, []string{list, post, list}},
		"targets":             {mockserver.Options{}, withTargets, []string{list, post, list, put}},
		"answered by id only": {mockserver.Options{CreateResponse: mockserver.RespondID}, minimalConfig, []string{list, post, get, list}},
		"issued after 1.2 s":  {mockserver.Options{IssuanceDelay: 1200 * time.Millisecond}, minimalConfig, []string{list, post, get, get, list}},
		"nothing left to ask": {
			mockserver.Options{Fields: mockserver.Fields{Single: fieldModes(mockserver.Included, "renewalStatus", "certificateAuthorityId", "createdAt")}},
			minimalConfig,
			[]string{list, post},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, test.options)
			env.Terraform(t).Apply(env.ConfigWithSettings("skip_credentials_check = true", resourceBlock(test.attributes))).MustHaveNoDiagnostics()
			env.MustHaveRequested(t, test.requests...)
		})
	}
}

func TestCreate_UnknownCA_ErrorAtAttribute(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	failure := tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, `certificate_authority_id = 8`)))).MustFail().
		MustError(`(?s)No certificate was ordered for www\.example\.com.*CA_NOT_CONFIGURED.*choose another certificate_authority_id`)
	if failure.Location != "certificate_authority_id = 8" {
		t.Errorf("the error is at %q", failure.Location)
	}
	if objects := tf.Instances(address); len(objects) != 0 {
		t.Errorf("the state has %v", objects)
	}
}

func TestCreate_RefusedOrder_ShowsReason(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	const name = "a-host-name-that-is-longer-than-any-common-name-can-be.department.example.com"
	tf.Apply(env.Config(resourceBlock(`common_name = "` + name + `"`))).MustFail().
		MustError(`(?s)No certificate was ordered for ` + name + `.*must not be longer than 64 characters`)
	if objects := tf.Instances(address); len(objects) != 0 {
		t.Errorf("the state has %v", objects)
	}
}

func TestCreate_ExistingDuplicate_Warns(t *testing.T) {
	t.Parallel()
	duplicate := mockserver.Seed{CommonName: "www.example.com", SubjectAlternativeNames: []string{"WWW.example.com"}}
	for name, test := range map[string]struct {
		change     func(*mockserver.Seed)
		attributes string
		warned     bool
	}{
		"two hours old":        {change: func(*mockserver.Seed) {}, warned: true},
		"pending":              {change: func(s *mockserver.Seed) { s.Status = "pending" }, warned: true},
		"the same key":         {change: func(*mockserver.Seed) {}, attributes: `key_type = "RSA"`, warned: true},
		"a day old":            {change: func(s *mockserver.Seed) { s.ValidFrom = acctest.Start.Add(-day - time.Second) }},
		"revoked":              {change: func(s *mockserver.Seed) { s.Status = "revoked" }},
		"failed":               {change: func(s *mockserver.Seed) { s.Status = "failed" }},
		"another key type":     {change: func(s *mockserver.Seed) { s.KeyType, s.KeySize = "ECDSA", 256 }, attributes: `key_type = "RSA"`},
		"another key size":     {change: func(s *mockserver.Seed) { s.KeySize = 4096 }, attributes: `key_size = 2048`},
		"other names":          {change: func(s *mockserver.Seed) { s.SubjectAlternativeNames = []string{"www.example.com", "a.example.com"} }},
		"a longer name":        {change: func(s *mockserver.Seed) { s.CommonName, s.SubjectAlternativeNames = "www.example.com.au", nil }},
		"in another workspace": {change: func(s *mockserver.Seed) { s.Workspace = mockserver.OtherWorkspace }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			seed := duplicate
			seed.KeyType, seed.KeySize, seed.ValidFrom = "RSA", 2048, acctest.Start.Add(-2*time.Hour)
			test.change(&seed)
			env.Mock.Seed(seed)
			run := env.Terraform(t).Apply(env.Config(resourceBlock(joinLines(minimalConfig, test.attributes)))).MustSucceed()
			if !test.warned {
				run.MustHaveNoDiagnostics()
				return
			}
			run.MustWarn(`(?s)Certificate 1001 \(www\.example\.com\) may be a duplicate.*Certificate 1001 .*2h0m0s ago.*terraform import ADDRESS 1001`)
		})
	}
}

// The search for duplicates takes longer than timeouts.create.
func TestCreate_NoTimeLeft_OrdersNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	env.SetBeforeRequest(func(*http.Request) { env.Clock.Advance(time.Hour) })
	env.Protocol(t).Resource("tigertrust_certificate").Apply(acctest.Attributes{"common_name": "www.example.com"}).MustFail().
		MustError(`(?s)No certificate was ordered for www\.example\.com.*Timed out after 10m0s \(timeouts\.create\).*raise timeouts\.create`)
	env.MustHaveSent(t, "POST", certificatesPath)
}

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

// value expects something of an attribute in the state.
func value(attribute string, check knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), check)
}

func text(expected string) knownvalue.Check { return knownvalue.StringExact(expected) }

func number(expected int64) knownvalue.Check { return knownvalue.Int64Exact(expected) }

func texts(expected ...string) knownvalue.Check {
	checks := make([]knownvalue.Check, len(expected))
	for i := range expected {
		checks[i] = text(expected[i])
	}
	return knownvalue.SetExact(checks)
}

func TestCreateStoresTheIssuedCertificate(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	env.Test(t, resource.TestStep{
		Config: env.Config(resourceBlock(full)),
		ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
			plancheck.ExpectResourceAction(address, plancheck.ResourceActionCreate),
			plancheck.ExpectUnknownValue(address, tfjsonpath.New("certificate_pem")),
		}},
		ConfigStateChecks: []statecheck.StateCheck{
			value("id", number(first)),
			value("common_name", text("www.example.com")),
			value("subject_alternative_names", texts("shop.example.com", "192.0.2.7", "2001:db8::1")),
			value("certificate_authority_id", number(6)),
			value("key_type", text("ECDSA")),
			value("key_size", number(384)),
			value("validity_days", number(60)),
			value("auto_renew", knownvalue.Bool(false)),
			value("renewal_threshold_days", number(20)),
			value("deployment_targets", texts("nginx-main", "haproxy-lb")),
			value("on_destroy", text("revoke")),
			value("issuer", text("DigiCert TLS RSA SHA256 2020 CA1")),
			value("status", text("active")),
			value("renewal_status", text("none")),
			value("created_at", text("2026-01-15T12:00:00Z")),
			value("valid_from", text("2026-01-15T12:00:00Z")),
			value("valid_to", text("2026-03-16T12:00:00Z")),
			value("certificate_pem", acctest.CertificatePEM{
				CommonName:   "www.example.com",
				Names:        []string{"www.example.com", "shop.example.com", "192.0.2.7", "2001:db8::1"},
				Validity:     60 * day,
				KeyAlgorithm: x509.ECDSA,
				Issuer:       "DigiCert TLS RSA SHA256 2020 CA1",
			}),
			value("chain_pem", knownvalue.StringFunc(func(chain string) error {
				certificate, _ := env.Mock.Certificate(first)
				return acctest.CertificateChain{CertificatePEM: certificate.CertificatePEM, RootPEM: env.Mock.RootPEM(), CurrentTime: acctest.Start}.CheckValue(chain)
			})),
			value("fingerprint", knownvalue.StringFunc(func(fingerprint string) error {
				certificate, _ := env.Mock.Certificate(first)
				return text(certificate.Fingerprint).CheckValue(fingerprint)
			})),
		},
	})
}

func TestCreateFillsInWhatIsNotConfigured(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, echoed())
	env.Test(t, resource.TestStep{
		Config: env.Config(resourceBlock(minimal)),
		ConfigStateChecks: []statecheck.StateCheck{
			value("subject_alternative_names", texts("www.example.com")),
			value("certificate_authority_id", number(5)),
			value("key_type", text("RSA")),
			value("key_size", number(2048)),
			value("validity_days", knownvalue.Null()),
			value("auto_renew", knownvalue.Bool(true)),
			value("renewal_threshold_days", number(30)),
			value("deployment_targets", texts()),
		},
	})
}

func TestCreateSendsExactlyWhatIsConfigured(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		attributes string
		order      string
		settings   []string
	}{
		"the least": {
			attributes: minimal,
			order:      `{"commonName":"www.example.com"}`,
		},
		"all": {
			attributes: full + "\n revocation_reason = \"unspecified\"\n revocation_comments = \"none\"\n timeouts = { create = \"1m\" }",
			order: `{"commonName":"www.example.com","subjectAlternativeNames":["192.0.2.7","2001:db8::1","shop.example.com"],` +
				`"certificateAuthorityId":6,"keyType":"ECDSA","keySize":384,"validityDays":60,"autoRenew":false,"renewalThresholdDays":20}`,
			settings: []string{`{"autoRenew":false,"renewalThresholdDays":20,"deploymentTargets":["haproxy-lb","nginx-main"]}`},
		},
		"names as they are written": {
			attributes: lines(`common_name = "WWW.Example.com"`, `subject_alternative_names = ["WWW.Example.com", "API.example.com"]`),
			order:      `{"commonName":"WWW.Example.com","subjectAlternativeNames":["API.example.com","WWW.Example.com"]}`,
		},
		"international names in ASCII": {
			attributes: lines(`common_name = "*.bücher.example"`, `subject_alternative_names = ["straße.example"]`),
			order:      `{"commonName":"*.xn--bcher-kva.example","subjectAlternativeNames":["xn--strae-oqa.example"]}`,
		},
		"no alternative names": {
			attributes: lines(minimal, `subject_alternative_names = []`),
			order:      `{"commonName":"www.example.com","subjectAlternativeNames":[]}`,
		},
		"false is set": {
			attributes: lines(minimal, `auto_renew = false`),
			order:      `{"commonName":"www.example.com","autoRenew":false}`,
		},
		"only targets": {
			attributes: lines(minimal, `deployment_targets = ["nginx-main"]`),
			order:      `{"commonName":"www.example.com"}`,
			settings:   []string{`{"deploymentTargets":["nginx-main"]}`},
		},
		"no targets, said so": {
			attributes: lines(minimal, `deployment_targets = []`),
			order:      `{"commonName":"www.example.com"}`,
			settings:   []string{`{"deploymentTargets":[]}`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(test.attributes))).MustHaveNoDiagnostics()
			env.MustHaveSent(t, "POST", certificates, test.order)
			env.MustHaveSent(t, "PUT", one, test.settings...)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestCreateAsksNoMoreThanItNeeds(t *testing.T) {
	t.Parallel()
	const list, post, get, put = "GET /api/certificates", "POST /api/certificates", "GET /api/certificates/1001", "PUT /api/certificates/1001"
	withTargets := lines(minimal, `deployment_targets = ["nginx-main"]`)
	for name, test := range map[string]struct {
		options    mockserver.Options
		attributes string
		requests   []string
	}{
		"issued at once":      {mockserver.Options{}, minimal, []string{list, post, list}},
		"targets":             {mockserver.Options{}, withTargets, []string{list, post, list, put}},
		"answered by id only": {mockserver.Options{CreateResponse: mockserver.RespondID}, minimal, []string{list, post, get, list}},
		"issued after 1.2 s":  {mockserver.Options{IssuanceDelay: 1200 * time.Millisecond}, minimal, []string{list, post, get, get, list}},
		"nothing left to ask": {
			mockserver.Options{Fields: mockserver.Fields{Single: fieldModes(mockserver.Included, "renewalStatus", "certificateAuthorityId", "createdAt")}},
			minimal,
			[]string{list, post},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, test.options)
			env.Terraform(t).Apply(env.Config(resourceBlock(test.attributes))).MustHaveNoDiagnostics()
			env.MustHaveRequested(t, test.requests...)
		})
	}
}

func TestCreateWithAnAuthorityThatIsNotConfigured(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	failure := tf.Apply(env.Config(resourceBlock(lines(minimal, `certificate_authority_id = 8`)))).MustFail().
		MustError(`(?s)No certificate was ordered for www\.example\.com.*CA_NOT_CONFIGURED.*choose another certificate_authority_id`)
	if failure.Location != "certificate_authority_id = 8" {
		t.Errorf("the error is at %q", failure.Location)
	}
	if objects := tf.Instances(address); len(objects) != 0 {
		t.Errorf("the state holds %v", objects)
	}
}

func TestCreateShowsWhyTheServerRefusesAnOrder(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	const name = "a-host-name-that-is-longer-than-any-common-name-can-be.department.example.com"
	tf.Apply(env.Config(resourceBlock(`common_name = "` + name + `"`))).MustFail().
		MustError(`(?s)No certificate was ordered for ` + name + `.*must not be longer than 64 characters`)
	if objects := tf.Instances(address); len(objects) != 0 {
		t.Errorf("the state holds %v", objects)
	}
}

func TestCreateWarnsOfATwinThatMayBeTheWorkOfAnEarlierRun(t *testing.T) {
	t.Parallel()
	twin := mockserver.Seed{CommonName: "www.example.com", SubjectAlternativeNames: []string{"WWW.example.com"}}
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
			seed := twin
			seed.KeyType, seed.KeySize, seed.ValidFrom = "RSA", 2048, acctest.Start.Add(-2*time.Hour)
			test.change(&seed)
			env.Mock.Seed(seed)
			run := env.Terraform(t).Apply(env.Config(resourceBlock(lines(minimal, test.attributes)))).MustSucceed()
			if !test.warned {
				run.MustHaveNoDiagnostics()
				return
			}
			run.MustWarn(`(?s)Certificate 1001 for www\.example\.com may be a duplicate.*Certificate 1001 .*2h0m0s ago.*terraform import ADDRESS 1001`)
		})
	}
}

// To look for what is there takes as long as the whole of Create may take.
func TestOrderThatHasNoTimeLeftIsNotSent(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	env.BeforeRequest = func(*http.Request) { env.Clock.Advance(time.Hour) }
	env.Protocol(t).Resource("tigertrust_certificate").Apply(acctest.Attributes{"common_name": "www.example.com"}).MustFail().
		MustError(`(?s)No certificate was ordered for www\.example\.com.*other orders for the same names took too long.*the limit in timeouts\.create.*raise timeouts\.create`)
	env.MustHaveSent(t, "POST", certificates)
}

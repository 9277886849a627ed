package provider_test

import (
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// The API reference documents these endpoints, parameters, fields and codes.
var (
	referenceEndpoints = []string{
		"GET /api/certificates", "GET /api/certificates/*", "GET /api/certificates/stats", "GET /api/discovered-certificates",
		"POST /api/certificates", "POST /api/certificates/*/deploy", "POST /api/certificates/*/renew", "POST /api/certificates/*/revoke",
		"POST /api/discovered-certificates/*/import", "PUT /api/certificates/*",
	}
	referenceParameters = map[string][]string{
		"GET /api/certificates":            {"caId", "limit", "page", "search", "sortBy", "sortOrder", "status"},
		"GET /api/discovered-certificates": {"agentId", "imported", "source"},
	}
	referenceFields = map[string][]string{
		"POST /api/certificates": {
			"autoRenew", "certificateAuthorityId", "commonName", "keySize", "keyType", "renewalThresholdDays", "subjectAlternativeNames", "validityDays",
		},
		"PUT /api/certificates/*":                    {"autoRenew", "deploymentTargets", "renewalThresholdDays"},
		"POST /api/certificates/*/revoke":            {"comments", "reason"},
		"POST /api/certificates/*/renew":             {"deployAfterRenewal", "method"},
		"POST /api/certificates/*/deploy":            {"agentId", "targets"},
		"POST /api/discovered-certificates/*/import": {"autoRenew", "certificateAuthorityId", "renewalThresholdDays"},
	}
	referenceCodes = []string{
		"AGENT_UNAVAILABLE", "ALREADY_REVOKED", "CA_NOT_CONFIGURED", "CERTIFICATE_NOT_FOUND", "INVALID_CERTIFICATE", "RENEWAL_IN_PROGRESS",
	}
)

// everyFeature uses every attribute that sets an API parameter or field.
const everyFeature = `
resource "tigertrust_certificate" "all" {
  common_name               = "www.example.com"
  subject_alternative_names = ["shop.example.com"]
  certificate_authority_id  = 5
  key_type                  = "ECDSA"
  key_size                  = 256
  validity_days             = 90
  auto_renew                = true
  renewal_threshold_days    = 30
  deployment_targets        = ["nginx-main"]
  revocation_reason         = "keyCompromise"
  revocation_comments       = "The key was exposed."
  renewal = {
    method               = "acme"
    deploy_after_renewal = true
    triggers             = { rotate = var.rotate }
  }
}
variable "rotate" {
  default = "1"
}
resource "tigertrust_certificate_deployment" "all" {
  certificate_id = tigertrust_certificate.all.id
  targets        = ["nginx-main"]
  agent_id       = "agent-prod-01"
}
data "tigertrust_discovered_certificates" "all" {
  imported = false
  source   = "filesystem"
  agent_id = "agent-prod-01"
}
resource "tigertrust_discovered_import" "all" {
  discovered_certificate_id = 1001
  certificate_authority_id  = 5
  auto_renew                = true
  renewal_threshold_days    = 30
}
data "tigertrust_certificates" "all" {
  status                   = "active"
  search                   = "example.com"
  certificate_authority_id = 5
  sort_by                  = "created_at"
  sort_order               = "desc"
}
data "tigertrust_certificate" "all" {
  id = tigertrust_certificate.all.id
}
data "tigertrust_certificate_stats" "all" {}
data "tigertrust_certificate_authorities" "all" {}
data "tigertrust_agents" "all" {
  include_locations = true
}
`

// rejectedConfigs are configurations by the error code that they cause.
var rejectedConfigs = map[string]string{
	"AGENT_UNAVAILABLE": `
resource "tigertrust_certificate_deployment" "refused" {
  certificate_id = 1002
  targets        = ["envoy-edge"]
  agent_id       = "agent-edge-01"
  timeouts       = { create = "5s" }
}`,
	"CA_NOT_CONFIGURED": `
resource "tigertrust_certificate" "refused" {
  common_name              = "refused.example.com"
  certificate_authority_id = 8
}`,
	"CERTIFICATE_NOT_FOUND": `
data "tigertrust_certificate" "refused" {
  id = 99
}`,
	"INVALID_CERTIFICATE": `
resource "tigertrust_discovered_import" "refused" {
  discovered_certificate_id = 1003
}`,
}

// Terraform must be able to use every endpoint, parameter, field and error code of
// the API reference.
func TestReference_IsReachableFromHCL(t *testing.T) {
	if served := mockserver.Endpoints(); !slices.Equal(served, referenceEndpoints) {
		t.Fatalf("the mock serves %v, the reference contains %v", served, referenceEndpoints)
	}
	env := acctest.New(t, mockserver.Options{})
	env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "legacy.example.com"})
	env.Mock.Seed(mockserver.Seed{CommonName: "seeded.example.com", ValidFrom: acctest.Start.Add(-time.Hour)})
	env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "broken.example.com", Malformed: true})

	tf := env.Terraform(t)
	tf.Apply(env.Config(everyFeature)).MustSucceed()
	// Another client starts a renewal just before the apply does.
	env.Mock.Configure(func(options *mockserver.Options) { options.RenewalDelay = time.Minute })
	env.SetBeforeRequest(func(r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/renew") {
			env.SetBeforeRequest(nil)
			if err := env.Mock.StartRenewal(env.Mock.Certificates("www.example.com")[0].ID); err != nil {
				t.Error(err)
			}
		}
	})
	tf.Apply("", "-var=rotate=2").MustSucceed()
	for code, config := range rejectedConfigs {
		env.Terraform(t).Apply(env.Config(config)).MustFail().MustError(code)
	}
	// The certificate is revoked without a refresh after it.
	certificates := env.Mock.Certificates("www.example.com")
	if err := env.Mock.Revoke(certificates[0].ID, "superseded"); err != nil {
		t.Fatal(err)
	}
	tf.Destroy("-refresh=false").MustSucceed()

	used := usageOf(env.Mock.Journal())
	for what, documented := range documentedUsage() {
		for _, name := range documented {
			if !used[what][name] {
				t.Errorf("%s: %s is not reachable from HCL", what, name)
			}
		}
		for name := range used[what] {
			if what != "codes" && !slices.Contains(documented, name) {
				t.Errorf("%s: %s was sent and is not documented", what, name)
			}
		}
	}
}

// documentedUsage returns the reference in the form of usageOf.
func documentedUsage() map[string][]string {
	documented := map[string][]string{"endpoints": referenceEndpoints, "codes": referenceCodes}
	for endpoint, parameters := range referenceParameters {
		documented[endpoint] = parameters
	}
	maps.Copy(documented, referenceFields)
	return documented
}

// usageOf returns the endpoints and error codes in a journal, and the parameters
// or body fields of each endpoint.
func usageOf(journal mockserver.Journal) map[string]map[string]bool {
	used := map[string]map[string]bool{}
	record := func(what, name string) {
		if used[what] == nil {
			used[what] = map[string]bool{}
		}
		used[what][name] = true
	}
	for _, entry := range journal {
		endpoint := endpointOf(entry)
		record("endpoints", endpoint)
		record("codes", entry.Code)
		for parameter := range entry.Query {
			record(endpoint, parameter)
		}
		if entry.Method != http.MethodGet {
			for field := range entry.JSON {
				record(endpoint, field)
			}
		}
	}
	return used
}

func endpointOf(entry mockserver.Entry) string {
	for _, endpoint := range referenceEndpoints {
		method, pattern, _ := strings.Cut(endpoint, " ")
		// The path of the statistics must not match that of a certificate.
		if matches, _ := path.Match(pattern, entry.Path); matches && method == entry.Method && (pattern == entry.Path || !strings.HasSuffix(entry.Path, "/stats")) {
			return endpoint
		}
	}
	return entry.Method + " " + entry.Path
}

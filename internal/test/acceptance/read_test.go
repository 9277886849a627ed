package acceptance

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/querycheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"
)

func TestAccDataSources_ReadAccount(t *testing.T) {
	skipUnlessAcceptance(t)
	run(t, nil, resource.TestStep{
		Config: `
data "tigertrust_certificates" "test" {
  expires_within_days = 3
  max_results         = 1
}
data "tigertrust_certificate_stats" "test" {}
data "tigertrust_certificate_authorities" "test" {}
data "tigertrust_agents" "test" {}
data "tigertrust_discovered_certificates" "test" {
  imported = true
}
`,
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue("data.tigertrust_certificates.test", tfjsonpath.New("total"), knownvalue.NotNull()),
			statecheck.ExpectKnownValue("data.tigertrust_certificate_stats.test", tfjsonpath.New("total"), knownvalue.NotNull()),
			statecheck.ExpectKnownValue("data.tigertrust_certificate_authorities.test", tfjsonpath.New("certificate_authorities"), knownvalue.NotNull()),
			statecheck.ExpectKnownValue("data.tigertrust_agents.test", tfjsonpath.New("agents"), knownvalue.NotNull()),
			statecheck.ExpectKnownValue("data.tigertrust_discovered_certificates.test", tfjsonpath.New("ids"), knownvalue.NotNull()),
		},
	})
}

// newTLSServer returns the address of a server with a certificate of its own.
func newTLSServer(t *testing.T) string {
	t.Helper()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "https://")
}

func TestAccServedCertificate_ReadsEndpoint(t *testing.T) {
	skipUnlessAcceptance(t)
	run(t, nil, resource.TestStep{
		Config: fmt.Sprintf("data \"tigertrust_served_certificate\" \"test\" {\n  endpoint = %q\n}\n", newTLSServer(t)),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue("data.tigertrust_served_certificate.test", tfjsonpath.New("certificate_pem"), knownvalue.NotNull()),
		},
	})
}

// The functions and the data source use a certificate that the account issued.
func TestAccFunctions_ReadIssuedCertificate(t *testing.T) {
	name := newName(t)
	same := func(output, attribute string) statecheck.StateCheck {
		return statecheck.CompareValuePairs("terraform_data."+output, tfjsonpath.New("output"), address, tfjsonpath.New(attribute), compare.ValuesSame())
	}
	isTrue := func(output string) statecheck.StateCheck {
		return statecheck.ExpectKnownValue("terraform_data."+output, tfjsonpath.New("output"), knownvalue.Bool(true))
	}
	runFrom(t, tfversion.SkipBelow(tfversion.Version1_8_0), isRevoked(name), resource.TestStep{
		Config: certificateConfig(name, "") + `
data "tigertrust_certificate" "test" {
  id = tigertrust_certificate.test.id
}
locals {
  pem    = data.tigertrust_certificate.test.certificate_pem
  parsed = provider::tigertrust::parse_certificate(local.pem)
}
resource "terraform_data" "valid_to" {
  input = local.parsed.valid_to
}
resource "terraform_data" "covers" {
  input = provider::tigertrust::covers(local.pem, tigertrust_certificate.test.common_name)
}
resource "terraform_data" "days" {
  input = provider::tigertrust::days_until(local.parsed.valid_to, local.parsed.valid_from) > 0
}
resource "terraform_data" "renewal_time" {
  input = provider::tigertrust::renewal_time(local.parsed.valid_from, local.parsed.valid_to, 33) != local.parsed.valid_to
}
# A private CA may issue certificates without an identifier of its key.
resource "terraform_data" "ari" {
  input = try(provider::tigertrust::ari_certificate_id(local.pem) != "", true)
}
`,
		ConfigStateChecks: []statecheck.StateCheck{same("valid_to", "valid_to"), isTrue("covers"), isTrue("days"), isTrue("renewal_time"), isTrue("ari")},
	})
}

func TestAccListResource_FindsCertificate(t *testing.T) {
	name := newName(t)
	runQuery(t, isRevoked(name), querycheck.ExpectLength("tigertrust_certificate.test", 1),
		certificateConfig(name, ""), fmt.Sprintf(`
list "tigertrust_certificate" "test" {
  provider = tigertrust
  config {
    search = %q
  }
}
`, name))
}

// The list shows deployments only if the account returns the deployment targets.
func TestAccListResource_ListsDeployments(t *testing.T) {
	arguments := deploymentArguments(t)
	name := newName(t)
	runQuery(t, isRevoked(name), querycheck.ExpectLengthAtLeast("tigertrust_certificate_deployment.test", 0),
		certificateConfig(name, "")+deploymentConfig(arguments), fmt.Sprintf(`
list "tigertrust_certificate_deployment" "test" {
  provider = tigertrust
  config {
    search = %q
  }
}
`, name))
}

// The account may have no import.
func TestAccListResource_ListsImports(t *testing.T) {
	skipUnlessAcceptance(t)
	runQuery(t, nil, querycheck.ExpectLengthAtLeast("tigertrust_discovered_import.test", 0), `resource "terraform_data" "test" {}`, `
list "tigertrust_discovered_import" "test" {
  provider = tigertrust
  config {
    source = "cloud"
  }
}
`)
}

// runQuery applies a configuration, and runs a query, which needs Terraform 1.14.
func runQuery(t *testing.T, check resource.TestCheckFunc, result querycheck.QueryResultCheck, config, query string) {
	t.Helper()
	runFrom(t, tfversion.SkipBelow(tfversion.Version1_14_0), check,
		resource.TestStep{Config: config},
		resource.TestStep{
			Query:             true,
			Config:            "provider \"tigertrust\" {}\n" + query,
			QueryResultChecks: []querycheck.QueryResultCheck{result},
		},
	)
}

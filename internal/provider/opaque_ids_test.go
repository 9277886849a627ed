package provider_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// wholeConfig contains every resource and every data source with ids. Its parameters
// are the id of the discovered certificate and a renewal trigger.
const wholeConfig = `
resource "tigertrust_certificate" "www" {
  common_name = "www.example.com"
  renewal     = { method = "acme", triggers = { run = %[2]q } }
}

resource "tigertrust_certificate_deployment" "www" {
  certificate_id          = tigertrust_certificate.www.id
  certificate_fingerprint = tigertrust_certificate.www.fingerprint
  targets                 = ["nginx-main"]
}

resource "tigertrust_discovered_import" "found" {
  discovered_certificate_id = %[1]q
}

data "tigertrust_certificate" "read" {
  id = tigertrust_certificate.www.id
}

data "tigertrust_certificates" "all" {
  search = "seeded.example.com"
}

data "tigertrust_discovered_certificates" "all" {}

resource "terraform_data" "certificate" {
  for_each = toset(data.tigertrust_certificates.all.ids)
}

resource "terraform_data" "discovered" {
  for_each = toset(data.tigertrust_discovered_certificates.all.ids)
}

output "certificate" {
  value = data.tigertrust_certificate.read.id
}
`

// newOpaqueEnvironment starts a mock whose ids are not numbers, with a certificate
// and a discovered certificate.
func newOpaqueEnvironment(t *testing.T) (env *acctest.Environment, certificate, discovered string) {
	t.Helper()
	env = acctest.New(t, mockserver.Options{OpaqueIDs: true})
	certificate = env.Mock.CertificateID(env.Mock.Seed(mockserver.Seed{CommonName: "seeded.example.com"}))
	discovered = env.Mock.DiscoveredID(env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "found.example.com"}))
	return env, certificate, discovered
}

func TestOpaqueIDs_WholeLife(t *testing.T) {
	t.Parallel()
	env, seeded, discovered := newOpaqueEnvironment(t)
	tf := env.Terraform(t)
	tf.Apply(env.Config(fmt.Sprintf(wholeConfig, discovered, "1"))).MustHaveNoDiagnostics()
	id := tf.Output("certificate")
	if !strings.HasPrefix(id, "crt_") || tf.Instance("tigertrust_certificate.www").Attributes["id"] != id ||
		tf.Instance("tigertrust_certificate_deployment.www").Attributes["certificate_id"] != id {
		t.Errorf("the id is %q", id)
	}
	listed := tf.Command("state", "list")
	for _, instance := range []string{`certificate["` + seeded + `"]`, `discovered["` + discovered + `"]`} {
		if !strings.Contains(listed, "terraform_data."+instance) {
			t.Errorf("%s is not in the state:\n%s", instance, listed)
		}
	}
	tf.Apply("").MustSucceed() // Reads imported, which the first apply changed.
	tf.Plan("").MustHaveNoDiagnostics().MustPlan("tigertrust_certificate.www").
		MustPlan("tigertrust_certificate_deployment.www").MustPlan("tigertrust_discovered_import.found")

	tf.Apply(env.Config(fmt.Sprintf(wholeConfig, discovered, "2"))).MustSucceed().
		MustPlan("tigertrust_certificate.www", "update").MustPlan("tigertrust_certificate_deployment.www", "update")
	if renewals := env.Mock.Journal().Count(http.MethodPost, "/api/certificates/"+id+"/renew"); renewals != 1 {
		t.Errorf("%d renewals", renewals)
	}
	tf.Destroy().MustSucceed()
	for _, path := range []string{"/api/certificates/" + id + "/revoke", "/api/certificates/" + id + "/deploy"} {
		if env.Mock.Journal().Count(http.MethodPost, path) == 0 {
			t.Errorf("no request to %s", path)
		}
	}
}

func TestProgress_ShowsID(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]mockserver.Options{"numbers": {}, "opaque ids": {OpaqueIDs: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, options)
			tf := env.Terraform(t)
			tf.WriteConfig(env.Config("resource \"tigertrust_certificate\" \"www\" {\n  common_name = \"www.example.com\"\n}\n"))
			shown := regexp.QuoteMeta("[id=" + env.Mock.CertificateID(mockserver.FirstID) + "]")
			for _, run := range []struct{ flag, want string }{
				{"-auto-approve", `tigertrust_certificate\.www: Creation complete after \S+ ` + shown},
				{"-auto-approve", `tigertrust_certificate\.www: Refreshing state\.\.\. ` + shown},
				{"-destroy", `tigertrust_certificate\.www: Destroying\.\.\. ` + shown},
			} {
				output := tf.Command("apply", "-auto-approve", "-no-color", run.flag)
				if !regexp.MustCompile(run.want).MatchString(output) {
					t.Errorf("no %s in\n%s", run.want, output)
				}
			}
		})
	}
}

func TestOpaqueIDs_Import(t *testing.T) {
	t.Parallel()
	env, certificate, _ := newOpaqueEnvironment(t)
	discovered := env.Mock.DiscoveredID(env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "seeded.example.com"}))
	provider := env.Protocol(t)
	for typeName, ids := range map[string][]string{
		"tigertrust_certificate":            {certificate},
		"tigertrust_certificate_deployment": {certificate + "/agent-prod-01/nginx-main", certificate + "//nginx-main"},
		"tigertrust_discovered_import":      {discovered + ":" + certificate},
	} {
		for _, id := range ids {
			resource := provider.Resource(typeName)
			resource.Import(id).MustSucceed()
			if !resource.Exists() {
				t.Errorf("%s %s is not imported", typeName, id)
			}
		}
	}
	byIdentity := provider.Resource("tigertrust_certificate")
	byIdentity.ImportByIdentity(acctest.Attributes{"id": certificate}).MustHaveNoDiagnostics()
	if got := byIdentity.Attribute("id"); got != certificate {
		t.Errorf("imported %v", got)
	}
	provider.Resource("tigertrust_certificate").Import("1001").MustFail().
		MustError("(?s)Cannot import certificate 1001: it does not exist.*CERTIFICATE_NOT_FOUND")
	found, run := provider.Query(acctest.Query{TypeName: "tigertrust_certificate", IncludeResource: true})
	run.MustHaveNoDiagnostics()
	if len(found) != 1 || found[0].Identity["id"] != certificate || found[0].Resource["id"] != certificate {
		t.Errorf("found %v", found)
	}
}

func TestOpaqueIDs_QueryGeneratesConfiguration(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessVersion(t, tfversion.SkipBelow(tfversion.Version1_14_0))
	env, certificate, _ := newOpaqueEnvironment(t)
	tf := env.Terraform(t)
	tf.Query(env.Config(""), "list \"tigertrust_certificate\" \"all\" {\n  provider = tigertrust\n}\n", "-generate-config-out=generated.tf").MustHaveNoDiagnostics()
	tf.Plan("").MustHaveNoDiagnostics().MustPlan("tigertrust_certificate.all_0", "import")
	tf.Apply("").MustHaveNoDiagnostics()
	if got := tf.Instance("tigertrust_certificate.all_0").Attributes["id"]; got != certificate {
		t.Errorf("imported %v", got)
	}
}

func TestOpaqueIDs_Actions(t *testing.T) {
	t.Parallel()
	env, certificate, _ := newOpaqueEnvironment(t)
	provider := env.Protocol(t)
	for operation, config := range map[string]acctest.Attributes{
		"renew":  {"method": "acme"},
		"deploy": {"targets": []string{"nginx-main"}},
	} {
		config["certificate_id"] = certificate
		provider.InvokeAction(acctest.Invocation{TypeName: "tigertrust_certificate_" + operation, Config: config}).MustHaveNoDiagnostics()
		env.MustHaveSent(t, http.MethodPost, "/api/certificates/"+certificate+"/"+operation, env.SentBodies(t, http.MethodPost, "/api/certificates/*/"+operation)...)
	}
	revocation := acctest.Invocation{TypeName: "tigertrust_certificate_revoke", Config: acctest.Attributes{"certificate_id": certificate}}
	provider.InvokeAction(revocation).MustHaveNoDiagnostics()
	if revoked := env.Mock.Certificates("seeded.example.com")[0]; revoked.Status != "revoked" {
		t.Errorf("the certificate is %s", revoked.Status)
	}
	revocation.Config["certificate_id"] = 1001
	provider.InvokeAction(revocation).MustFail().MustError("(?s)Could not read certificate 1001.*CERTIFICATE_NOT_FOUND")
}

// Configurations may contain an id as a number, which Terraform converts.
func TestNumbers_AsIDs_PlanNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com"})
	discovered := env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "found.example.com"})
	tf := env.Terraform(t)
	config := func(certificate, discovered string) string {
		return env.Config(fmt.Sprintf(`
resource "tigertrust_certificate_deployment" "www" {
  certificate_id = %s
  targets        = ["nginx-main"]
}

resource "tigertrust_discovered_import" "found" {
  discovered_certificate_id = %s
}

data "tigertrust_certificate" "www" {
  id = %[1]s
}
`, certificate, discovered))
	}
	id := acctest.ID(discovered)
	tf.Apply(config("1001", id)).MustHaveNoDiagnostics()
	for _, other := range []string{config(`"1001"`, `"`+id+`"`), config("1001.0", id+".0"), config("1000 + 1", id), config("1.001e3", id)} {
		tf.Plan(other).MustHaveNoDiagnostics().MustPlan("tigertrust_certificate_deployment.www").MustPlan("tigertrust_discovered_import.found")
	}
}

func TestInvalidIDs_ErrorAtAttribute(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	for _, id := range []string{"", " ", " 1001", "1001\\n", "0", "-1", ".", "..", "\\u202e1"} {
		for attribute, block := range map[string]string{
			"certificate_id":            "resource \"tigertrust_certificate_deployment\" \"a\" {\n  targets = [\"nginx-main\"]\n",
			"discovered_certificate_id": "resource \"tigertrust_discovered_import\" \"a\" {\n",
			"id":                        "data \"tigertrust_certificate\" \"a\" {\n",
		} {
			report := tf.Validate(env.Config(block + "  " + attribute + " = \"" + id + "\"\n}\n")).MustFail().
				MustError("(?s)Invalid ID.*" + attribute + " must be an ID as TigerTrust shows it, got \"")
			if !strings.HasPrefix(report.Location, attribute) {
				t.Errorf("%q: the error is at %q", id, report.Location)
			}
		}
	}
	env.MustHaveRequested(t)
}

package examples_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// certificateModule calls the module with an endpoint that every plan checks.
const certificateModule = `
module "www" {
  source          = "../"
  common_name     = "www.example.com"
  subject_alternative_names = []
  targets         = ["nginx-main"]
  agent_id        = "agent-prod-01"
  endpoints       = ["www.example.com:443"]
  check_endpoints = true
}

output "id" {
  value = module.www.id
}
`

// callCertificateModule returns a Terraform with the module, and the configuration
// that calls it.
func callCertificateModule(t *testing.T, env *acctest.Environment) (tf *acctest.Terraform, config string) {
	t.Helper()
	return callModule(t, env, "certificate", withService(env, certificateModule))
}

const (
	moduleCertificate = "module.www.tigertrust_certificate.this"
	moduleDeployment  = "module.www.tigertrust_certificate_deployment.this"
)

func TestCertificateModule_Replacement_DeploysThenRevokes(t *testing.T) {
	env := moduleEnvironment(t)
	tf, config := callCertificateModule(t, env)
	tf.Apply(config).MustHaveNoDiagnostics()
	revokedAfter := 0
	env.SetBeforeRequest(func(r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/revoke") {
			revokedAfter = env.Mock.Summary().Deployed
		}
	})
	tf.Apply(strings.ReplaceAll(config, "[]", `["example.com"]`)).MustSucceed().
		MustPlan(moduleCertificate, "replace").MustPlan(moduleDeployment, "update").MustNotMention("does not serve|do not serve")
	if revokedAfter != 2 {
		t.Errorf("the certificate was revoked after %d deployments, want 2", revokedAfter)
	}
	mustHaveNoChanges(t, tf)
}

func TestCertificateModule_RenewalByTigerTrust_NoChanges(t *testing.T) {
	env := moduleEnvironment(t)
	tf, config := callCertificateModule(t, env)
	tf.Apply(config).MustHaveNoDiagnostics()
	if _, err := env.Mock.Renew(acctest.Number(tf.Output("id"))); err != nil {
		t.Fatal(err)
	}
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(moduleDeployment).MustPlan(moduleCertificate)
	// The service has loaded the renewed certificate. Now it serves another one.
	env.Service.OnHandshake(nil)
	www, _ := env.Mock.Certificate(mockserver.FirstID)
	env.Service.Load(www)
	tf.Plan("").MustOnlyWarn(`(?s)Check block assertion failed.*127\.0\.0\.1:\d+\. Reload the services`)
}

func TestCertificateModule_ExpiresSoon_Warns(t *testing.T) {
	for days, warns := range map[int]bool{74: false, 78: true} {
		env := exampleEnvironment(t)
		env.Clock.Advance(time.Since(acctest.Start) - time.Duration(days)*24*time.Hour)
		tf, config := callCertificateModule(t, env)
		if run := tf.Apply(config); warns {
			run.MustOnlyWarn(`expires on .*look for a failed renewal in TigerTrust`)
		} else {
			run.MustHaveNoDiagnostics()
		}
	}
}

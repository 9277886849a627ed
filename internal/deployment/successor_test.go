package deployment_test

import (
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const unwired = "\n  certificate_id = tigertrust_certificate.test.id\n  targets = [\"nginx-main\"]" + byProd

func TestReplacedCertificateIsDeployedInTheSameApply(t *testing.T) {
	t.Parallel()
	order, deploy, revoke := "POST /api/certificates", "POST /api/certificates/1002/deploy", "POST /api/certificates/1001/revoke"
	for name, test := range map[string]struct {
		lifecycle, deployment string
		options               mockserver.Options
		done                  []string
	}{
		"created first":               {createFirst, wired(""), mockserver.Options{}, []string{order, deploy, revoke}},
		"created first, unwired":      {createFirst, resourceBlock(unwired), mockserver.Options{}, []string{order, deploy, revoke}},
		"created first, not renewals": {createFirst, wired(withoutRenewals), mockserver.Options{}, []string{order, deploy, revoke}},
		"created first, by itself":    {"\n  deployment_targets = [\"nginx-main\"]" + createFirst, wired(""), echoing(), []string{order, "PUT /api/certificates/1002", deploy, revoke}},
		"destroyed first":             {"", wired(""), mockserver.Options{}, []string{revoke, order, deploy}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, test.options)
			tf := env.Terraform(t)
			tf.Apply(env.Config(certificateBlock(asRSA+test.lifecycle) + test.deployment)).MustHaveNoDiagnostics()
			env.Mock.ResetJournal()
			tf.Apply(env.Config(certificateBlock(asECDSA+test.lifecycle)+test.deployment)).MustSucceed().
				MustPlan(certificate, "replace").MustPlan(address, "update")
			mustHaveDone(t, env, test.done...)
			env.MustHaveSent(t, "POST", deployments, nginxByProd)
			held := tf.Instance(address).Attributes
			if held["certificate_id"] != float64(first+1) || held["certificate_fingerprint"] != issued(t, env, first+1).Fingerprint {
				t.Errorf("the state holds %v", held)
			}
			mustSettle(t, tf)
		})
	}
}

func TestDeploymentThatFailsKeepsThePredecessorAlive(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]func(*testing.T, *acctest.Environment, bool){
		"agent away": func(t *testing.T, env *acctest.Environment, fails bool) {
			t.Helper()
			switchAgent(t, env, !fails)
		},
		"no report": func(t *testing.T, env *acctest.Environment, fails bool) {
			t.Helper()
			env.Mock.Configure(func(o *mockserver.Options) {
				o.DeploymentDelay = 0
				if fails {
					o.DeploymentDelay = -1
				}
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(certificateBlock(asRSA+createFirst) + wired(""))).MustHaveNoDiagnostics()
			fails(t, env, true)
			tf.Apply(env.Config(certificateBlock(asECDSA+createFirst) + wired(""))).MustFail()
			if status := issued(t, env, first).Status; status != "active" {
				t.Fatalf("the certificate that is served is %s", status)
			}
			if held := tf.Instance(address).Attributes["certificate_id"]; held != float64(first) {
				t.Errorf("the state holds certificate %v", held)
			}
			fails(t, env, false)
			env.Mock.ResetJournal()
			tf.Apply("").MustSucceed().MustPlan(address, "update")
			mustHaveDone(t, env, "POST /api/certificates/1002/deploy", "POST /api/certificates/1001/revoke")
			env.MustHaveSent(t, "POST", "/api/certificates/*/revoke", `{"reason":"superseded"}`)
			mustSettle(t, tf)
		})
	}
}

// The certificate was revoked by somebody: its replacement is deployed.
func TestReplacementOfARevokedCertificateIsDeployed(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(certificateBlock(createFirst) + wired(""))).MustHaveNoDiagnostics()
	if err := env.Mock.Revoke(first, "keyCompromise"); err != nil {
		t.Fatal(err)
	}
	env.Mock.ResetJournal()
	tf.Apply("").MustSucceed().MustPlan(certificate, "replace").MustPlan(address, "update")
	mustHaveDone(t, env, "POST /api/certificates", "POST /api/certificates/1002/deploy")
	mustSettle(t, tf)
}

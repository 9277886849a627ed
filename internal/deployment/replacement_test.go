package deployment_test

import (
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const unwired = "\n  certificate_id = tigertrust_certificate.test.id\n  targets = [\"nginx-main\"]" + byProd

func TestReplacement_IsDeployedInSameApply(t *testing.T) {
	t.Parallel()
	order, deploy, revoke := "POST /api/certificates", "POST /api/certificates/1002/deploy", "POST /api/certificates/1001/revoke"
	for name, test := range map[string]struct {
		lifecycle, deployment string
		options               mockserver.Options
		done                  []string
	}{
		"created first":                  {createFirst, wiredBlock(""), mockserver.Options{}, []string{order, deploy, revoke}},
		"created first, unwired":         {createFirst, resourceBlock(unwired), mockserver.Options{}, []string{order, deploy, revoke}},
		"created first, no redeployment": {createFirst, wiredBlock(withoutRedeploy), mockserver.Options{}, []string{order, deploy, revoke}},
		"created first, server deploys":  {"\n  deployment_targets = [\"nginx-main\"]" + createFirst, wiredBlock(""), echoSettings(), []string{order, "PUT /api/certificates/1002", deploy, revoke}},
		"destroyed first":                {"", wiredBlock(""), mockserver.Options{}, []string{revoke, order, deploy}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, test.options)
			tf := env.Terraform(t)
			tf.Apply(env.Config(certificateBlock(asRSA+test.lifecycle) + test.deployment)).MustHaveNoDiagnostics()
			env.Mock.ResetJournal()
			tf.Apply(env.Config(certificateBlock(asECDSA+test.lifecycle)+test.deployment)).MustSucceed().
				MustPlan(certificate, "replace").MustPlan(address, "update")
			mustHaveMutated(t, env, test.done...)
			env.MustHaveSent(t, "POST", deployPath, nginxByProd)
			attributes := tf.Instance(address).Attributes
			if attributes["certificate_id"] != acctest.ID(firstID+1) || attributes["certificate_fingerprint"] != mockCertificate(t, env, firstID+1).Fingerprint {
				t.Errorf("the state contains %v", attributes)
			}
			mustHaveNoChanges(t, tf)
		})
	}
}

func TestReplacement_FailedDeploy_KeepsCurrent(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]func(*testing.T, *acctest.Environment, bool){
		"agent away": func(t *testing.T, env *acctest.Environment, fails bool) {
			t.Helper()
			setProdAgentOnline(t, env, !fails)
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
			tf.Apply(env.Config(certificateBlock(asRSA+createFirst) + wiredBlock(""))).MustHaveNoDiagnostics()
			fails(t, env, true)
			tf.Apply(env.Config(certificateBlock(asECDSA+createFirst) + wiredBlock(""))).MustFail()
			if status := mockCertificate(t, env, firstID).Status; status != "active" {
				t.Fatalf("the current certificate is %s", status)
			}
			if id := tf.Instance(address).Attributes["certificate_id"]; id != acctest.ID(firstID) {
				t.Errorf("the state contains the certificate %v", id)
			}
			fails(t, env, false)
			env.Mock.ResetJournal()
			tf.Apply("").MustSucceed().MustPlan(address, "update")
			mustHaveMutated(t, env, "POST /api/certificates/1002/deploy", "POST /api/certificates/1001/revoke")
			env.MustHaveSent(t, "POST", "/api/certificates/*/revoke", `{"reason":"superseded"}`)
			mustHaveNoChanges(t, tf)
		})
	}
}

func TestReplacement_OfRevoked_IsDeployed(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(certificateBlock(createFirst) + wiredBlock(""))).MustHaveNoDiagnostics()
	if err := env.Mock.Revoke(firstID, "keyCompromise"); err != nil {
		t.Fatal(err)
	}
	env.Mock.ResetJournal()
	tf.Apply("").MustSucceed().MustPlan(certificate, "replace").MustPlan(address, "update")
	mustHaveMutated(t, env, "POST /api/certificates", "POST /api/certificates/1002/deploy")
	mustHaveNoChanges(t, tf)
}

package certificate_test

import (
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestUpdate_StateOnly_SendsNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(fullConfig))).MustHaveNoDiagnostics()
	env.Mock.ResetJournal()
	tf.Apply(env.Config(resourceBlock(fullConfig+"\n on_destroy = \"abandon\"\n revocation_comments = \"x\"\n timeouts = { create = \"1h\" }")), "-refresh=false").
		MustHaveNoDiagnostics().MustPlan(address, "update")
	env.MustHaveRequested(t)
}

func TestUpdate_OneSetting_SendsAllConfigured(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{PutReplaces: true})
	tf := env.Terraform(t)
	const rest = `
  auto_renew = false
  deployment_targets = ["nginx-main"]
  renewal_threshold_days = `
	tf.Apply(env.Config(resourceBlock(minimalConfig + rest + "30"))).MustHaveNoDiagnostics()
	env.Mock.ResetJournal()
	tf.Apply(env.Config(resourceBlock(minimalConfig + rest + "14"))).MustHaveNoDiagnostics()
	env.MustHaveSent(t, "PUT", certificatePath, `{"autoRenew":false,"renewalThresholdDays":14,"deploymentTargets":["nginx-main"]}`)
}

func TestUpdate_Refused_KeepsState(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, "auto_renew = true")))).MustHaveNoDiagnostics()
	env.Mock.Inject(mockserver.Fault{Method: "PUT", Kind: mockserver.FaultErrorBefore, Status: 409})
	tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, "auto_renew = false")))).MustFail().
		MustError(`(?s)Could not update certificate 1001 \(www\.example\.com\).*409 Conflict.*internal server error`)
	if instance := tf.Instance(address); instance.Tainted || instance.Attributes["auto_renew"] != true {
		t.Errorf("the state contains %+v", instance)
	}
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address, "update")
}

func TestUpdate_Timeout_IsError(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	const limited = "timeouts = { update = \"200ms\" }\n auto_renew = "
	tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, limited+"true")))).MustHaveNoDiagnostics()
	env.Mock.Inject(mockserver.Fault{Method: "PUT", Kind: mockserver.FaultSlow, Delay: 10 * second})
	tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, limited+"false")))).MustFail().
		MustError(`(?s)Could not update certificate 1001.*Timed out after 200ms \(timeouts\.update\).*raise timeouts\.update`)
}

func TestUpdate_ReturnedSettings_ShowDrift(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, echoSettings())
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(fullConfig))).MustHaveNoDiagnostics()
	err := env.Mock.SetSettings(firstID, func(s *mockserver.Settings) {
		s.AutoRenew, s.DeploymentTargets = true, []string{"nginx-main", "elsewhere"}
	})
	if err != nil {
		t.Fatal(err)
	}
	env.Mock.ResetJournal()
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address, "update")
	env.MustHaveSent(t, "PUT", certificatePath, `{"autoRenew":false,"renewalThresholdDays":20,"deploymentTargets":["haproxy-lb","nginx-main"]}`)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
}

// If the CA has granted a shorter validity period, writing the granted one into
// the configuration does not replace the certificate.
func TestUpdate_GrantedValidityDays_DoNotReplace(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{MaxValidityDays: 47})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimalConfig + "\n  validity_days = 90"))).MustHaveNoDiagnostics()
	tf.Apply(env.Config(resourceBlock(minimalConfig+"\n  validity_days = 47"))).MustHaveNoDiagnostics().MustPlan(address, "update")
	tf.Plan(env.Config(resourceBlock(minimalConfig+"\n  validity_days = 30"))).MustSucceed().MustPlan(address, "replace")
}

// Terraform applies ignore_changes to the plan, but not to the configuration that
// an apply receives.
func TestUpdate_IgnoredSettings_AreNotSent(t *testing.T) {
	t.Parallel()
	const ignoreChanges = "\n  lifecycle {\n    ignore_changes = [auto_renew, deployment_targets]\n  }"
	for name, change := range map[string]string{
		"state-only change": "\n  revocation_comments = \"x\"",
		"another setting":   "\n  renewal_threshold_days = 25",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, echoSettings())
			tf := env.Terraform(t)
			base := minimalConfig + "\n  auto_renew = false\n  deployment_targets = [\"nginx-main\"]"
			tf.Apply(env.Config(resourceBlock(base + ignoreChanges))).MustHaveNoDiagnostics()
			err := env.Mock.SetSettings(firstID, func(s *mockserver.Settings) {
				s.AutoRenew, s.DeploymentTargets = true, []string{"haproxy-lb"}
			})
			if err != nil {
				t.Fatal(err)
			}
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
			tf.Apply(env.Config(resourceBlock(base + change + ignoreChanges))).MustHaveNoDiagnostics()
			settings := mockCertificate(t, env, firstID).Settings
			if !settings.AutoRenew || strings.Join(settings.DeploymentTargets, ",") != "haproxy-lb" {
				t.Errorf("the ignored settings were sent: %+v", settings)
			}
		})
	}
}

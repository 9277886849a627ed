package discovery_test

import (
	"net/http"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestUpdate_SendsChangedSettings(t *testing.T) {
	t.Parallel()
	const before = "  certificate_authority_id = 5\n  auto_renew = true\n  renewal_threshold_days = 20"
	for what, test := range map[string]struct {
		after, action string
		puts          []string
	}{
		"auto_renew":        {"  certificate_authority_id = 5\n  auto_renew = false\n  renewal_threshold_days = 20", "update", []string{`{"autoRenew":false,"renewalThresholdDays":20}`}},
		"threshold":         {"  certificate_authority_id = 5\n  auto_renew = true\n  renewal_threshold_days = 10", "update", []string{`{"autoRenew":true,"renewalThresholdDays":10}`}},
		"on_destroy":        {before + "\n  on_destroy = \"revoke\"", "update", nil},
		"revocation_reason": {before + "\n  revocation_reason = \"superseded\"", "update", nil},
		"timeouts":          {before + "\n  timeouts = { create = \"1m\" }", "update", nil},
		"all removed":       {"", "", nil},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			env, id := newEnvWithDiscovered(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(importBlock(id, before))).MustHaveNoDiagnostics()
			run := tf.Apply(env.Config(importBlock(id, test.after))).MustHaveNoDiagnostics()
			if test.action == "" {
				run.MustPlan(address)
			} else {
				run.MustPlan(address, test.action)
			}
			env.MustHaveSent(t, http.MethodPut, "/api/certificates/*", test.puts...)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestUpdate_IgnoredSetting_IsNotSent(t *testing.T) {
	t.Parallel()
	env, id := newEnvWithDiscovered(t, mockserver.Options{Fields: mockserver.IncludeSettings()})
	tf := env.Terraform(t)
	const attributes = "  certificate_authority_id = 5\n  auto_renew = true\n  lifecycle {\n    ignore_changes = [auto_renew]\n  }"
	tf.Apply(env.Config(importBlock(id, attributes))).MustHaveNoDiagnostics()
	if err := env.Mock.SetSettings(mustHaveManaged(t, env, tf).ID, func(s *mockserver.Settings) { s.AutoRenew = false }); err != nil {
		t.Fatal(err)
	}
	tf.Apply(env.Config(importBlock(id, attributes+"\n  revocation_comments = \"x\""))).MustHaveNoDiagnostics()
	if mustHaveManaged(t, env, tf).Settings.AutoRenew {
		t.Error("the ignored setting was sent")
	}
}

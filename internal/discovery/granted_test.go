package discovery_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// If TigerTrust moves a certificate to another CA, an unchanged configuration is
// neither an error nor a change.
func TestPlan_CAChangedByTigerTrust_Warns(t *testing.T) {
	t.Parallel()
	env, id := newEnvWithDiscovered(t, mockserver.Options{Fields: mockserver.Fields{
		Single: map[string]mockserver.FieldMode{"certificateAuthorityId": mockserver.Included},
	}})
	tf := env.Terraform(t)
	const attributes = "  certificate_authority_id = 5"
	tf.Apply(env.Config(importBlock(id, attributes))).MustHaveNoDiagnostics()
	if err := env.Mock.SetCertificateAuthority(mustHaveManaged(t, env, tf).ID, 6); err != nil {
		t.Fatal(err)
	}
	env.Clock.Advance(2 * time.Minute)
	for range 2 {
		run := tf.Apply("").MustSucceed().MustPlan(address)
		if at := run.MustWarn(`(?s)Certificate has a CA other than configured.*has certificate_authority_id = 6.*configuration has certificate_authority_id = 5.*set certificate_authority_id = 6`).Location; at != "certificate_authority_id = 5" {
			t.Errorf("the warning is at %q", at)
		}
	}
	tf.Apply(env.Config(importBlock(id, attributes+"\n  revocation_comments = \"x\""))).MustSucceed().MustPlan(address, "update")
	tf.Plan("").MustSucceed().MustPlan(address)
	tf.Plan(env.Config(importBlock(id, "  certificate_authority_id = 6"))).MustNotMention("CA other").MustSucceed()
	tf.Plan(env.Config(importBlock(id, "  certificate_authority_id = 7"))).MustFail().MustError("Unsupported change to certificate_authority_id")
	env.MustHaveSent(t, http.MethodPut, "/api/certificates/*")
}

// A setting that TigerTrust limits is not sent at every apply.
func TestUpdate_LimitedSetting_SentOnce(t *testing.T) {
	t.Parallel()
	for name, adopted := range map[string]bool{"imported": false, "imported earlier": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env, id := newEnvWithDiscovered(t, mockserver.Options{Fields: mockserver.IncludeSettings(), MaxRenewalThresholdDays: 20})
			if adopted {
				if _, err := env.Mock.ImportDiscovered(id, 5); err != nil {
					t.Fatal(err)
				}
			}
			tf := env.Terraform(t)
			tf.Apply(env.Config(importBlock(id, "  renewal_threshold_days = 30"))).MustSucceed()
			env.Mock.ResetJournal()
			for range 3 {
				env.Clock.Advance(2 * time.Minute)
				tf.Apply("").MustSucceed().MustPlan(address).MustWarn("TigerTrust did not accept renewal_threshold_days = 30")
			}
			env.MustHaveSent(t, http.MethodPut, "/api/certificates/*")
			tf.Apply(env.Config(importBlock(id, "  renewal_threshold_days = 25"))).MustSucceed().MustPlan(address, "update")
			tf.Apply("").MustPlan(address).MustWarn("TigerTrust did not accept renewal_threshold_days = 25")
			env.MustHaveSent(t, http.MethodPut, "/api/certificates/*", `{"renewalThresholdDays":25}`)
			tf.Plan(env.Config(importBlock(id, "  renewal_threshold_days = 20"))).MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

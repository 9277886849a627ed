package certificate_test

import (
	"slices"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestTriggers_Changed_RenewsOnce(t *testing.T) {
	t.Parallel()
	config := func(value string) acctest.Attributes {
		return acctest.Attributes{
			"common_name": "www.example.com",
			"renewal":     map[string]any{"method": "acme", "triggers": map[string]string{"rotate": value}},
		}
	}
	for name, options := range serverModes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, options)
			certificate := env.Protocol(t).Resource("tigertrust_certificate")
			certificate.Apply(config("1")).MustSucceed()
			env.Clock.Advance(options.ReadDelay + 2*minute)
			certificate.Apply(config("1")).MustSucceed()
			before := certificate.Attribute("serial_number")
			mustHaveSubmitted(t, env, 0)

			plan := certificate.Plan(config("2"))
			if plan.MustHaveNoDiagnostics(); plan.Action != acctest.Update {
				t.Errorf("the plan is %s, want %s", plan.Action, acctest.Update)
			}
			for _, attribute := range renewedAttributes {
				if !slices.Contains(plan.Unknown, attribute) {
					t.Errorf("the plan shows %s, want it to be known after apply", attribute)
				}
			}
			certificate.ApplyPlan(plan).MustHaveNoDiagnostics()
			env.MustHaveSent(t, "POST", renewPath, `{"method":"acme"}`)
			if now, _ := env.Mock.Certificate(firstID); now.SerialNumber == before {
				t.Error("the server has not renewed the certificate")
			}
			env.Clock.Advance(2 * minute)
			certificate.Refresh().MustHaveNoDiagnostics()
			again := certificate.Plan(config("2"))
			if again.MustHaveNoDiagnostics(); again.Action != acctest.NoOp {
				t.Errorf("the next plan is %s, want %s", again.Action, acctest.NoOp)
			}
			mustHaveSubmitted(t, env, 1)
		})
	}
}

func TestTriggers_Terraform(t *testing.T) {
	t.Parallel()
	for name, options := range terraformServerModes(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, options)
			tf := env.Terraform(t)
			tf.Apply(env.Config(withTriggers("1"))).MustSucceed()
			tf.Apply("").MustSucceed()
			tf.SavePlan(env.Config(withTriggers("2")), expectRenewal()...)
			tf.ApplySavedPlan().MustHaveNoDiagnostics()
			env.MustHaveSent(t, "POST", renewPath, `{"method":"acme"}`)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
			mustHaveSubmitted(t, env, 1)
		})
	}
}

func TestTriggers_UnknownInPlan_DecideInApply(t *testing.T) {
	t.Parallel()
	config := func(input string) string {
		return `resource "terraform_data" "source" {
  input = "` + input + `"
}
` + resourceBlock(joinLines(minimalConfig, `renewal = { method = "acme", triggers = { rotate = terraform_data.source.output } }`))
	}
	for name, test := range map[string]struct {
		after    string
		renewals int
	}{
		"changed":   {"2", 1},
		"unchanged": {"1", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(config("1"))).MustHaveNoDiagnostics()
			after := env.Config(config(test.after))
			tf.SavePlan(after+"\n", plancheck.ExpectResourceAction("terraform_data.source", map[int]plancheck.ResourceActionType{
				0: plancheck.ResourceActionNoop, 1: plancheck.ResourceActionUpdate,
			}[test.renewals]))
			tf.ApplySavedPlan().MustHaveNoDiagnostics()
			mustHaveSubmitted(t, env, test.renewals)
			mustMatchServer(t, env, tf)

			// The source is replaced, and its value turns out to be the same.
			tf.Apply(after, "-replace=terraform_data.source").MustHaveNoDiagnostics().MustPlan(address, "update")
			mustHaveSubmitted(t, env, test.renewals)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestTriggers_FirstUnknown_PlanNoRenewal(t *testing.T) {
	t.Parallel()
	const deployed = `
resource "tigertrust_certificate_deployment" "test" {
  certificate_id          = tigertrust_certificate.test.id
  certificate_fingerprint = tigertrust_certificate.test.fingerprint
  targets                 = ["nginx-main"]
}
`
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, `renewal = { method = "acme", min_days_remaining = 1 }`)) + deployed)).MustHaveNoDiagnostics()
	source := "resource \"terraform_data\" \"source\" {\n  input = \"1\"\n}\n"
	tf.Apply(env.Config(source+resourceBlock(joinLines(minimalConfig, `renewal = { method = "acme", triggers = { rotate = terraform_data.source.output } }`))+deployed)).
		MustHaveNoDiagnostics().MustPlan(address, "update").MustPlan("tigertrust_certificate_deployment.test")
	mustHaveSubmitted(t, env, 0)
}

// The user asked for a renewal at this point, so an earlier one does not count.
func TestTriggers_ServerRenewsAfterPlan_RenewsAgain(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withTriggers("1"))).MustHaveNoDiagnostics()
	tf.SavePlan(env.Config(withTriggers("2")), expectRenewal()...)
	if _, err := env.Mock.Renew(firstID); err != nil {
		t.Fatal(err)
	}
	tf.ApplySavedPlan().MustHaveNoDiagnostics()
	mustHaveSubmitted(t, env, 1)
	mustMatchServer(t, env, tf)
}

func TestTriggers_FailAfterApply_AreRetried(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{RenewalDelay: time.Hour, RenewalFails: true})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withTriggers("1", shortUpdate))).MustHaveNoDiagnostics()
	tf.Apply(env.Config(withTriggers("2", shortUpdate))).MustSucceed().MustWarn(unfinishedWarning)
	env.Clock.Advance(aDay)
	tf.Plan("").MustSucceed().MustPlan(address, "update").MustWarn(`(?s)has failed.*The next apply submits the renewal again`)
	env.Mock.Configure(func(options *mockserver.Options) { options.RenewalFails, options.RenewalDelay = false, 0 })
	tf.Apply("").MustSucceed().MustPlan(address, "update")
	mustHaveRenewed(t, env, 1)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
}

// The state of a killed apply is lost, as after.Refresh shows: the certificate is
// renewed, and no renewal is remembered.
func TestTriggers_KilledApply_NextPlanWarns(t *testing.T) {
	t.Parallel()
	config := func(trigger string) acctest.Attributes {
		return acctest.Attributes{
			"common_name": "www.example.com",
			"renewal":     map[string]any{"method": "acme", "triggers": map[string]string{"rotate": trigger}},
		}
	}
	env := acctest.New(t, mockserver.Options{})
	killed := env.Protocol(t).Resource("tigertrust_certificate")
	killed.Apply(config("1")).MustHaveNoDiagnostics()
	after := killed.WithProvider(env.Protocol(t))
	killed.Apply(config("2")).MustHaveNoDiagnostics()

	const renewsAgain = `(?s)Certificate 1001 \(www\.example\.com\) was renewed since the last apply, and this plan renews it again.*restore the previous triggers`
	after.Refresh().MustHaveNoDiagnostics()
	after.Plan(config("2")).MustWarn(renewsAgain)
	after.Apply(config("1")).MustHaveNoDiagnostics()
	mustHaveSubmitted(t, env, 1)
	after.Apply(config("2")).MustSucceed().MustWarn(renewsAgain)
	after.Apply(config("2")).MustHaveNoDiagnostics()
	after.Apply(config("3")).MustHaveNoDiagnostics()
	mustHaveSubmitted(t, env, 3)
}

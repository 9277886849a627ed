package certificate_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// withPercent returns a certificate that is renewed when less of its validity
// period remains.
func withPercent(percent int, more ...string) string {
	return resourceBlock(joinLines(append([]string{minimalConfig, fmt.Sprintf("renewal = { method = \"acme\", min_percent_remaining = %d }", percent)}, more...)...))
}

func TestPercentWindow_AYearOfPlans(t *testing.T) {
	t.Parallel()
	for days, percent := range map[int64]int{6: 50, 47: 33, 90: 33, 365: 20} {
		t.Run(fmt.Sprintf("%d percent of %d days", percent, days), func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			r := env.Protocol(t).Resource("tigertrust_certificate")
			config := acctest.Attributes{
				"common_name":   "www.example.com",
				"validity_days": days,
				"auto_renew":    false,
				"renewal":       acctest.Attributes{"method": "acme", "min_percent_remaining": percent},
			}
			r.Apply(config).MustHaveNoDiagnostics()
			renewed := 0
			for day := range 365 {
				env.Clock.Advance(aDay)
				r.Refresh().MustHaveNoDiagnostics()
				issued := mockCertificate(t, env, firstID)
				period, left := issued.ValidTo.Sub(issued.ValidFrom), issued.ValidTo.Sub(env.Clock.Now())
				if left*100 >= period*time.Duration(percent) {
					mustPlanNothing(t, r, config)
					continue
				}
				if plan := r.Plan(config); plan.Action != acctest.Update || !slices.Contains(plan.Unknown, "fingerprint") || !slices.Contains(plan.Unknown, "renewal_due_at") {
					t.Fatalf("on day %d, the plan is %s of %q", day, plan.Action, plan.Unknown)
				}
				r.Apply(config).MustSucceed()
				renewed++
				mustPlanNothing(t, r, config)
			}
			mustHaveSubmitted(t, env, renewed)
			if least := int(365 / days); renewed < least {
				t.Errorf("%d renewals, want at least %d", renewed, least)
			}
		})
	}
}

func mustPlanNothing(t *testing.T, r *acctest.Resource, config acctest.Attributes) {
	t.Helper()
	plan := r.Plan(config)
	plan.MustHaveNoDiagnostics()
	if plan.Action != acctest.NoOp {
		t.Fatalf("the plan is %s of %q", plan.Action, plan.Unknown)
	}
}

func TestPercentWindow_Opens_PlansRenewal(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withPercent(50, "validity_days = 6"))).MustHaveNoDiagnostics()
	env.Clock.Advance(3*aDay - time.Hour)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
	mustNotChangeOnRefresh(t, tf)
	env.Clock.Advance(2 * time.Hour)
	tf.SavePlan("", expectRenewal()...).MustWarn(`This plan renews a certificate\n.*less of its validity period left than renewal\.min_percent_remaining, which is 50`)
	tf.ApplySavedPlan().MustSucceed()
	mustMatchServer(t, env, tf)
	mustHaveSubmitted(t, env, 1)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
	mustNotChangeOnRefresh(t, tf)
}

func TestPercentWindow_ReplacesDays_UpdatesStateOnly(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withWindow(30))).MustHaveNoDiagnostics()
	env.Clock.Advance(aDay)
	tf.SavePlan(env.Config(withPercent(50)), plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
		plancheck.ExpectKnownValue(address, tfjsonpath.New("renewal_due_at"), knownvalue.StringExact(dueIn(t, env, 45)))).MustHaveNoDiagnostics()
	tf.ApplySavedPlan().MustHaveNoDiagnostics()
	mustHaveSubmitted(t, env, 0)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
}

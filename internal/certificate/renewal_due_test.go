package certificate_test

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// dueIn returns the time at which that number of days remain until the first
// certificate expires.
func dueIn(t *testing.T, env *acctest.Environment, days int) string {
	t.Helper()
	return mockCertificate(t, env, firstID).ValidTo.Add(-time.Duration(days) * aDay).UTC().Format(time.RFC3339)
}

func mustBeDue(t *testing.T, tf *acctest.Terraform, want any) {
	t.Helper()
	if got := tf.Instance(address).Attributes["renewal_due_at"]; got != want {
		t.Errorf("renewal_due_at is %v, want %v", got, want)
	}
}

func TestRenewalDueAt_FollowsConfiguration(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
	mustBeDue(t, tf, nil)
	for _, step := range []struct {
		config string
		days   int
	}{
		{withWindow(20), 20},
		{withWindow(20, "auto_renew = true", "renewal_threshold_days = 30"), 30},
		{withWindow(40, "auto_renew = true", "renewal_threshold_days = 30"), 40},
		{resourceBlock(joinLines(minimalConfig, "auto_renew = true", "renewal_threshold_days = 10")), 10},
		{withPercent(50, "auto_renew = true", "renewal_threshold_days = 10"), 45},
		{withPercent(50, "auto_renew = false"), 45},
	} {
		due := dueIn(t, env, step.days)
		tf.SavePlan(env.Config(step.config), plancheck.ExpectKnownValue(address, tfjsonpath.New("renewal_due_at"), knownvalue.StringExact(due))).MustHaveNoDiagnostics()
		tf.ApplySavedPlan().MustHaveNoDiagnostics()
		mustBeDue(t, tf, due)
		env.Clock.Advance(aDay)
		tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		mustNotChangeOnRefresh(t, tf)
		tf.Plan("", "-refresh=false").MustHaveNoDiagnostics().MustPlan(address)
	}
	tf.Apply(env.Config(withTriggers("1", "auto_renew = false"))).MustHaveNoDiagnostics()
	mustBeDue(t, tf, nil)
	mustHaveSubmitted(t, env, 0)
}

func TestRenewalDueAt_FollowsServer(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{Fields: mockserver.IncludeSettings()})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, "auto_renew = true", "renewal_threshold_days = 30")))).MustHaveNoDiagnostics()
	mustBeDue(t, tf, dueIn(t, env, 30))
	env.Clock.Advance(60 * aDay)
	if _, err := env.Mock.Renew(firstID); err != nil {
		t.Fatal(err)
	}
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
	tf.Apply("").MustHaveNoDiagnostics()
	mustBeDue(t, tf, dueIn(t, env, 30))
	mustNotChangeOnRefresh(t, tf)
}

func TestRenewalDueAt_Pending_FollowsIssuance(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{IssuanceDelay: time.Hour})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withPercent(50))).MustSucceed()
	mustBeDue(t, tf, nil)
	tf.Plan(env.Config(withPercent(40))).MustSucceed()
	env.Clock.Advance(time.Hour)
	tf.Apply(env.Config(withPercent(50))).MustSucceed()
	mustBeDue(t, tf, dueIn(t, env, 45))
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
}

func TestRenewalDueAt_Imported(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{Fields: mockserver.IncludeSettings()})
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", ValidFrom: acctest.Start.Add(-10 * aDay), ValidTo: acctest.Start.Add(80 * aDay), Settings: mockserver.Settings{AutoRenew: true, RenewalThresholdDays: 20}})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimalConfig) + importBlock("1001"))).MustSucceed()
	mustBeDue(t, tf, dueIn(t, env, 20))
	tf.Plan(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics().MustPlan(address)
}

func TestRenewalDueAt_Revoked_IsUnknownInReplacement(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withPercent(50))).MustHaveNoDiagnostics()
	due := dueIn(t, env, 45)
	env.Clock.Advance(aDay)
	if err := env.Mock.Revoke(firstID, "keyCompromise"); err != nil {
		t.Fatal(err)
	}
	tf.Apply("", "-refresh-only").MustSucceed()
	mustBeDue(t, tf, nil)
	tf.SavePlan("", plancheck.ExpectUnknownValue(address, tfjsonpath.New("renewal_due_at"))).MustSucceed()
	tf.ApplySavedPlan().MustSucceed()
	if replaced := tf.Instance(address).Attributes["renewal_due_at"]; replaced == nil || replaced == due {
		t.Errorf("renewal_due_at is %v after the replacement, %s before", replaced, due)
	}
}

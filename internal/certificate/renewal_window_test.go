package certificate_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const aDay = 24 * time.Hour

// yearLong is the configuration of a certificate whose window opens in a year.
func yearLong() acctest.Attributes {
	return acctest.Attributes{
		"common_name":   "www.example.com",
		"validity_days": 409,
		"renewal":       map[string]any{"method": "acme", "min_days_remaining": 45},
	}
}

func TestEveryDayBeforeTheWindowIsQuiet(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	certificate.Apply(yearLong()).MustHaveNoDiagnostics()
	for number := range 365 {
		before := certificate.StoredState()
		certificate.Refresh().MustHaveNoDiagnostics()
		if after := certificate.StoredState(); after != before {
			t.Fatalf("on day %d a refresh changes the state", number)
		}
		plan := certificate.Plan(yearLong())
		plan.MustHaveNoDiagnostics()
		if plan.Action != acctest.NoOp {
			t.Fatalf("on day %d the plan is %s", number, plan.Action)
		}
		env.Clock.Advance(aDay)
	}
	mustHaveRenewed(t, env, 0)

	// This day is the first with fewer than 45 days left.
	certificate.Refresh().MustHaveNoDiagnostics()
	plan := certificate.Plan(yearLong())
	if plan.Action != acctest.Update {
		t.Fatalf("when the window is open, the plan is %s", plan.Action)
	}
	plan.MustWarn(`(?s)This plan renews a certificate.*Certificate 1001 \(www\.example\.com\) expires at 2027-02-28T12:00:00Z, in fewer days than renewal\.min_days_remaining, which is 45`)
	for range 2 {
		if again := certificate.Plan(yearLong()); again.Action != plan.Action || fmt.Sprint(again.Unknown) != fmt.Sprint(plan.Unknown) {
			t.Errorf("the same plan once more is %s with %v unknown", again.Action, again.Unknown)
		}
	}
	certificate.ApplyPlan(plan).MustHaveNoDiagnostics()
	mustHaveRenewed(t, env, 1)
	certificate.Apply(yearLong()).MustHaveNoDiagnostics()
	mustHaveRenewed(t, env, 1)
}

func TestWindowOpensOnItsDay(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(windowed(60))).MustHaveNoDiagnostics()
	for _, days := range []int{1, 15, 14} {
		env.Clock.Advance(time.Duration(days) * aDay)
		tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		mustRefreshNothing(t, tf)
	}
	mustHaveRenewed(t, env, 0)
	env.Clock.Advance(aDay)
	tf.SavePlan("", showsRenewal()...).MustWarn(`This plan renews a certificate\n.*Certificate 1001`)
	tf.ApplySavedPlan().MustSucceed()
	mustHoldCurrent(t, env, tf)
	mustHaveRenewed(t, env, 1)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
	mustRefreshNothing(t, tf)
}

// mustRefreshNothing expects that a refresh finds nothing to store. A
// Terraform before 1.12 says by its exit code that every number in the state
// has changed.
func mustRefreshNothing(t *testing.T, tf *acctest.Terraform) {
	t.Helper()
	if tf.Version().GreaterThanOrEqual(version.Must(version.NewVersion("1.12.0"))) {
		tf.Plan("", "-refresh-only", "-detailed-exitcode").MustHaveNoDiagnostics()
	}
	before := resourcesOf(t, tf)
	tf.Apply("", "-refresh-only").MustHaveNoDiagnostics()
	if after := resourcesOf(t, tf); !bytes.Equal(before, after) {
		t.Errorf("a refresh changes\n%s\nto\n%s", before, after)
	}
}

// resourcesOf returns what the state holds of the resources.
func resourcesOf(t *testing.T, tf *acctest.Terraform) []byte {
	t.Helper()
	content, err := os.ReadFile(tf.Path("terraform.tfstate"))
	if err != nil {
		t.Fatal(err)
	}
	var state struct {
		Resources json.RawMessage `json:"resources"`
	}
	if err := json.Unmarshal(content, &state); err != nil {
		t.Fatal(err)
	}
	return state.Resources
}

func TestPlanThatWasSavedBeforeTheWindowAppliesAfter(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(windowed(30))).MustHaveNoDiagnostics()
	env.Clock.Advance(59 * aDay)
	tf.SavePlan(env.Config(windowed(30, "auto_renew = false")), plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate))
	env.Clock.Advance(5 * aDay)
	tf.ApplySavedPlan().MustSucceed()
	mustHaveRenewed(t, env, 0)
	tf.Apply("").MustSucceed().MustPlan(address, "update")
	mustHaveRenewed(t, env, 1)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
}

func TestRenewalOfTheServerIsNoChangeToMake(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(windowed(30))).MustHaveNoDiagnostics()
	env.Clock.Advance(70 * aDay)
	if _, err := env.Mock.Renew(first); err != nil {
		t.Fatal(err)
	}
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
	mustHoldCurrent(t, env, tf)
	mustHaveRenewed(t, env, 0)
}

func TestRenewalOfTheServerBetweenPlanAndApplyIsAdopted(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(windowed(30))).MustHaveNoDiagnostics()
	env.Clock.Advance(70 * aDay)
	tf.SavePlan("", showsRenewal()...)
	if _, err := env.Mock.Renew(first); err != nil {
		t.Fatal(err)
	}
	tf.ApplySavedPlan().MustSucceed()
	mustHaveRenewed(t, env, 0)
	mustHoldCurrent(t, env, tf)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
}

// Triggers ask for a renewal of their own.
func TestChangedTriggersRenewWhatTheServerHasJustRenewed(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(triggered("1"))).MustHaveNoDiagnostics()
	tf.SavePlan(env.Config(triggered("2")), showsRenewal()...)
	if _, err := env.Mock.Renew(first); err != nil {
		t.Fatal(err)
	}
	tf.ApplySavedPlan().MustHaveNoDiagnostics()
	mustHaveRenewed(t, env, 1)
	mustHoldCurrent(t, env, tf)
}

func TestWindowOfACertificateThatIsNewToTheBlock(t *testing.T) {
	t.Parallel()
	const due = `is due for renewal\n.*This apply did not renew it`
	seeded := mockserver.Seed{CommonName: "www.example.com", ValidFrom: acctest.Start.Add(-80 * aDay), ValidTo: acctest.Start.Add(10 * aDay)}
	for name, begin := range map[string]func(*acctest.Environment, *acctest.Terraform){
		"managed": func(env *acctest.Environment, tf *acctest.Terraform) {
			tf.Apply(env.Config(resourceBlock(minimal))).MustHaveNoDiagnostics()
			env.Clock.Advance(80 * aDay)
			tf.Apply(env.Config(windowed(30))).MustSucceed().MustPlan(address, "update").MustWarn(due)
		},
		"window widened": func(env *acctest.Environment, tf *acctest.Terraform) {
			tf.Apply(env.Config(windowed(5))).MustHaveNoDiagnostics()
			env.Clock.Advance(80 * aDay)
			tf.Apply(env.Config(windowed(30))).MustSucceed().MustPlan(address, "update").MustWarn(due)
		},
		"imported": func(env *acctest.Environment, tf *acctest.Terraform) {
			env.Mock.Seed(seeded)
			tf.Apply(env.Config(windowed(30) + importBlock("1001"))).MustSucceed().MustWarn(due)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			begin(env, tf)
			mustHaveRenewed(t, env, 0)
			tf.Apply(env.Config(windowed(30))).MustSucceed().MustPlan(address, "update")
			mustHaveRenewed(t, env, 1)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestWindowAsLongAsTheLifetimeIsNeverDue(t *testing.T) {
	t.Parallel()
	const never = `(?s)window is not smaller than the validity period.*Certificate 1001 \(www\.example\.com\) is valid for 47 days, and renewal\.min_days_remaining is 60`
	env := acctest.New(t, mockserver.Options{MaxValidityDays: 47})
	tf := env.Terraform(t)
	created := tf.Apply(env.Config(windowed(60))).MustSucceed().MustWarn(never)
	if created.Location != `renewal = { method = "acme", min_days_remaining = 60 }` {
		t.Errorf("the warning is at %s", created.Location)
	}
	for range 3 {
		env.Clock.Advance(15 * aDay)
		tf.Apply("").MustSucceed().MustPlan(address).MustWarn(never)
	}
	mustHaveRenewed(t, env, 0)
}

func TestIgnoredChangesOfTheBlockKeepTheWindow(t *testing.T) {
	t.Parallel()
	const ignored = "lifecycle {\n    ignore_changes = [renewal]\n  }"
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(windowed(30, ignored))).MustHaveNoDiagnostics()
	env.Clock.Advance(50 * aDay)
	tf.Plan(env.Config(windowed(60, ignored))).MustHaveNoDiagnostics().MustPlan(address)
	env.Clock.Advance(11 * aDay)
	tf.Apply("").MustSucceed().MustPlan(address, "update")
	mustHaveRenewed(t, env, 1)
}

func TestExpiredCertificateIsRenewedAndNotReplaced(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(windowed(30))).MustHaveNoDiagnostics()
	env.Clock.Advance(100 * aDay)
	tf.Apply("").MustSucceed().MustPlan(address, "update").MustWarn(`This plan renews`)
	mustHaveRenewed(t, env, 1)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
}

func TestReplacementIsNotRenewedAsWell(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(windowed(30, `key_type = "RSA"`))).MustHaveNoDiagnostics()
	env.Clock.Advance(70 * aDay)
	tf.Apply(env.Config(windowed(30, `key_type = "ECDSA"`))).MustSucceed().MustPlan(address, "replace").MustNotMention("This plan renews")
	mustHaveRenewed(t, env, 0)
}

package certificate_test

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const aDay = 24 * time.Hour

func TestWindow_Opens_PlansRenewal(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withWindow(60))).MustHaveNoDiagnostics()
	for _, days := range []int{1, 15, 14} {
		env.Clock.Advance(time.Duration(days) * aDay)
		tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		mustNotChangeOnRefresh(t, tf)
	}
	mustHaveSubmitted(t, env, 0)
	env.Clock.Advance(aDay)
	tf.SavePlan("", expectRenewal()...).MustWarn(`This plan renews a certificate\n.*Certificate 1001`)
	tf.ApplySavedPlan().MustSucceed()
	mustMatchServer(t, env, tf)
	mustHaveSubmitted(t, env, 1)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
	mustNotChangeOnRefresh(t, tf)
}

func TestWindow_OpensAfterSavedPlan_RenewsInNextPlan(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withWindow(30))).MustHaveNoDiagnostics()
	env.Clock.Advance(59 * aDay)
	tf.SavePlan(env.Config(withWindow(30, "auto_renew = false")), plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate))
	env.Clock.Advance(5 * aDay)
	tf.ApplySavedPlan().MustSucceed()
	mustHaveSubmitted(t, env, 0)
	tf.Apply("").MustSucceed().MustPlan(address, "update")
	mustHaveSubmitted(t, env, 1)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
}

func TestWindow_ServerRenews_PlansNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withWindow(30))).MustHaveNoDiagnostics()
	env.Clock.Advance(70 * aDay)
	if _, err := env.Mock.Renew(firstID); err != nil {
		t.Fatal(err)
	}
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
	mustMatchServer(t, env, tf)
	mustHaveSubmitted(t, env, 0)
}

func TestWindow_ServerRenewsAfterPlan_IsAdopted(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withWindow(30))).MustHaveNoDiagnostics()
	env.Clock.Advance(70 * aDay)
	tf.SavePlan("", expectRenewal()...)
	if _, err := env.Mock.Renew(firstID); err != nil {
		t.Fatal(err)
	}
	tf.ApplySavedPlan().MustSucceed()
	mustHaveSubmitted(t, env, 0)
	mustMatchServer(t, env, tf)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
}

func TestWindow_NewAndOpen_RenewsInNextApply(t *testing.T) {
	t.Parallel()
	const due = `is due for renewal\n.*This apply did not renew it`
	seeded := mockserver.Seed{CommonName: "www.example.com", ValidFrom: acctest.Start.Add(-80 * aDay), ValidTo: acctest.Start.Add(10 * aDay)}
	for name, prepare := range map[string]func(*acctest.Environment, *acctest.Terraform){
		"attribute added": func(env *acctest.Environment, tf *acctest.Terraform) {
			tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
			env.Clock.Advance(80 * aDay)
			tf.Apply(env.Config(withWindow(30))).MustSucceed().MustPlan(address, "update").MustWarn(due)
		},
		"window widened": func(env *acctest.Environment, tf *acctest.Terraform) {
			tf.Apply(env.Config(withWindow(5))).MustHaveNoDiagnostics()
			env.Clock.Advance(80 * aDay)
			tf.Apply(env.Config(withWindow(30))).MustSucceed().MustPlan(address, "update").MustWarn(due)
		},
		"imported": func(env *acctest.Environment, tf *acctest.Terraform) {
			env.Mock.Seed(seeded)
			tf.Apply(env.Config(withWindow(30) + importBlock("1001"))).MustSucceed().MustWarn(due)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			prepare(env, tf)
			mustHaveSubmitted(t, env, 0)
			tf.Apply(env.Config(withWindow(30))).MustSucceed().MustPlan(address, "update")
			mustHaveSubmitted(t, env, 1)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestWindow_ExceedsValidity_WarnsAndNeverRenews(t *testing.T) {
	t.Parallel()
	const never = `(?s)window is not smaller than the validity period.*Certificate 1001 \(www\.example\.com\) is valid for 47 days, and renewal\.min_days_remaining is 60`
	env := acctest.New(t, mockserver.Options{MaxValidityDays: 47})
	tf := env.Terraform(t)
	created := tf.Apply(env.Config(withWindow(60))).MustSucceed().MustWarn(never)
	if created.Location != `renewal = { method = "acme", min_days_remaining = 60 }` {
		t.Errorf("the warning is at %s", created.Location)
	}
	for range 3 {
		env.Clock.Advance(15 * aDay)
		tf.Apply("").MustSucceed().MustPlan(address).MustWarn(never)
	}
	mustHaveSubmitted(t, env, 0)
}

func TestWindow_MissingDates_UsesPEM(t *testing.T) {
	t.Parallel()
	t.Run("valid_from", func(t *testing.T) {
		t.Parallel()
		env := acctest.New(t, mockserver.Options{MaxValidityDays: 47, Fields: withFieldMode(mockserver.Omitted, "validFrom")})
		tf := env.Terraform(t)
		tf.Apply(env.Config(withWindow(60))).MustSucceed().MustWarn(`window is not smaller than the validity period`)
		env.Clock.Advance(aDay)
		tf.Apply("").MustSucceed().MustPlan(address)
		mustHaveSubmitted(t, env, 0)
	})
	t.Run("valid_to", func(t *testing.T) {
		t.Parallel()
		env := acctest.New(t, mockserver.Options{Fields: withFieldMode(mockserver.Omitted, "validTo")})
		tf := env.Terraform(t)
		tf.Apply(env.Config(withWindow(30))).MustSucceed()
		env.Clock.Advance(70 * aDay)
		tf.Apply("").MustSucceed().MustPlan(address, "update").MustWarn(`This plan renews`)
		mustHaveSubmitted(t, env, 1)
	})
}

func TestWindow_IgnoreChanges_KeepsStateWindow(t *testing.T) {
	t.Parallel()
	const ignored = "lifecycle {\n    ignore_changes = [renewal]\n  }"
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withWindow(30, ignored))).MustHaveNoDiagnostics()
	env.Clock.Advance(50 * aDay)
	tf.Plan(env.Config(withWindow(60, ignored))).MustHaveNoDiagnostics().MustPlan(address)
	env.Clock.Advance(11 * aDay)
	tf.Apply("").MustSucceed().MustPlan(address, "update")
	mustHaveSubmitted(t, env, 1)
}

func TestWindow_Expired_RenewsInPlace(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withWindow(30))).MustHaveNoDiagnostics()
	env.Clock.Advance(100 * aDay)
	tf.Apply("").MustSucceed().MustPlan(address, "update").MustWarn(`This plan renews`)
	mustHaveSubmitted(t, env, 1)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
}

func TestWindow_Replacement_DoesNotRenew(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withWindow(30, `key_type = "RSA"`))).MustHaveNoDiagnostics()
	env.Clock.Advance(70 * aDay)
	tf.Apply(env.Config(withWindow(30, `key_type = "ECDSA"`))).MustSucceed().MustPlan(address, "replace").MustNotMention("This plan renews")
	mustHaveSubmitted(t, env, 0)
}

// The CA issues for the same period whenever it renews.
func TestWindow_StillOpen_RenewsDaily(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withWindow(30))).MustHaveNoDiagnostics()
	env.Clock.Advance(70 * aDay)
	fixed := map[string]any{"validFrom": acctest.Start.Format(time.RFC3339), "validTo": acctest.Start.Add(90 * aDay).Format(time.RFC3339)}
	if err := env.Mock.SetOverride(firstID, fixed); err != nil {
		t.Fatal(err)
	}
	const stillDue = `(?s)renewed certificate is still due for renewal.*renewed again after a day at the earliest`
	tf.Apply("").MustSucceed().MustPlan(address, "update").MustWarn(stillDue)
	for range 3 {
		tf.Apply("").MustSucceed().MustPlan(address).MustWarn(stillDue)
	}
	mustHaveSubmitted(t, env, 1)
	env.Clock.Advance(aDay)
	tf.Apply("").MustSucceed().MustPlan(address, "update")
	mustHaveSubmitted(t, env, 2)
}

func TestWindow_TwoResources_RenewOnce(t *testing.T) {
	t.Parallel()
	const block = `renewal = { method = "acme", min_days_remaining = 30 }`
	env := acctest.New(t, mockserver.Options{RenewalDelay: 10 * time.Second})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withWindow(30))).MustHaveNoDiagnostics()
	other := "resource \"tigertrust_certificate\" \"other\" {\n" + joinLines(minimalConfig, block) + "\n}\nimport {\n  to = tigertrust_certificate.other\n  id = \"1001\"\n}\n"
	tf.Apply(env.Config(withWindow(30) + other)).MustSucceed()
	env.Clock.Advance(70 * aDay)
	tf.Apply("").MustSucceed()
	mustHaveSubmitted(t, env, 1)
}

func TestWindow_FailsAfterApply_IsRetried(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{RenewalDelay: time.Hour, RenewalFails: true})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withWindow(30, shortUpdate))).MustHaveNoDiagnostics()
	env.Clock.Advance(70 * aDay)
	tf.Apply("").MustSucceed().MustWarn(unfinishedWarning)
	env.Clock.Advance(aDay)
	env.Mock.Configure(func(options *mockserver.Options) { options.RenewalDelay = 0 })
	tf.Plan("").MustSucceed().MustPlan(address, "update").MustWarn(`(?s)The certificate renewal has failed.*Certificate 1001 \(www\.example\.com\) was not renewed.*The next apply submits the renewal again`)
	env.Mock.Configure(func(options *mockserver.Options) { options.RenewalFails = false })
	tf.Apply("").MustSucceed().MustPlan(address, "update")
	mustHaveSubmitted(t, env, 2)
	mustMatchServer(t, env, tf)
}

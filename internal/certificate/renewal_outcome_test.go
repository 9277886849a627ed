package certificate_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const unfinishedWarning = `(?s)The renewal of certificate 1001 \(www\.example\.com\) was submitted, but is not finished`

const shortUpdate = `timeouts = { update = "30s" }`

func TestRenewal_Timeout_NotSubmittedTwice(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ before, after string }{
		"triggers": {withTriggers("1", shortUpdate), withTriggers("2", shortUpdate)},
		"window":   {withWindow(30, shortUpdate), withWindow(30, shortUpdate)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{RenewalDelay: -1})
			tf := env.Terraform(t)
			tf.Apply(env.Config(test.before)).MustHaveNoDiagnostics()
			env.Clock.Advance(70 * aDay)
			started := env.Clock.Now()
			tf.Apply(env.Config(test.after)).MustSucceed().MustPlan(address, "update").
				MustWarn(unfinishedWarning + `.*not renewed within 30s \(timeouts\.update\).*no second renewal is submitted`)
			if waited := env.Clock.Now().Sub(started); waited != 30*time.Second {
				t.Errorf("waited %s", waited)
			}
			for range 2 {
				tf.Apply("").MustSucceed().MustPlan(address)
			}
			mustHaveSubmitted(t, env, 1)

			if _, err := env.Mock.CompleteRenewal(firstID); err != nil {
				t.Fatal(err)
			}
			tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
			mustMatchServer(t, env, tf)
			mustHaveSubmitted(t, env, 1)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestRenewal_CSR_SubmittedOnce(t *testing.T) {
	t.Parallel()
	const (
		submitted = `(?s)The renewal of certificate 1001 \(www\.example\.com\) must be completed manually.*In TigerTrust, have the CA sign the request`
		pending   = `(?s)The renewal of certificate 1001 \(www\.example\.com\) is not finished.*submitted by csr at 2026-03-\S+\. .*A csr renewal must be completed manually`
	)
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withCSRWindow())).MustHaveNoDiagnostics()
	env.Clock.Advance(70 * aDay)
	tf.Apply("").MustSucceed().MustPlan(address, "update").MustWarn(submitted)
	env.MustHaveSent(t, "POST", renewPath, `{"method":"csr"}`)
	for range 3 {
		env.Clock.Advance(aDay)
		tf.Apply("").MustSucceed().MustPlan(address).MustWarn(pending)
	}
	mustHaveSubmitted(t, env, 1)

	if _, err := env.Mock.CompleteRenewal(firstID); err != nil {
		t.Fatal(err)
	}
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
	mustMatchServer(t, env, tf)

	// The next window is another reason to renew.
	env.Clock.Advance(80 * aDay)
	tf.Apply("").MustSucceed().MustPlan(address, "update").MustWarn(submitted)
	mustHaveSubmitted(t, env, 2)
}

func TestRenewal_Refused_KeepsState(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		afterPlan func(*acctest.Environment)
		err       string
	}{
		"CA not configured": {
			func(env *acctest.Environment) {
				env.Mock.Configure(func(options *mockserver.Options) {
					for i := range options.CertificateAuthorities {
						options.CertificateAuthorities[i].Unconfigured = true
					}
				})
			},
			`(?s)Could not renew certificate 1001 \(www\.example\.com\).*CA_NOT_CONFIGURED`,
		},
		"revoked meanwhile": {
			func(env *acctest.Environment) { _ = env.Mock.Revoke(firstID, "superseded") },
			`(?s)Cannot renew a revoked certificate.*Certificate 1001 \(www\.example\.com\) was revoked.*The next plan replaces the certificate`,
		},
		"gone meanwhile": {
			func(env *acctest.Environment) {
				env.Clock.Advance(2 * time.Hour)
				_ = env.Mock.Delete(firstID)
			},
			`(?s)Could not read certificate 1001 \(www\.example\.com\) before its renewal.*CERTIFICATE_NOT_FOUND`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(withTriggers("1"))).MustHaveNoDiagnostics()
			tf.SavePlan(env.Config(withTriggers("2")), expectRenewal()...)
			test.afterPlan(env)
			tf.ApplySavedPlan().MustFail().MustError(test.err)
			if trigger := tf.Instance(address).Attributes["renewal"].(map[string]any)["triggers"].(map[string]any)["rotate"]; trigger != "1" { //nolint:forcetypeassert // a panic is as good
				t.Errorf("the state contains the trigger %v", trigger)
			}
			mustHaveRenewed(t, env, 0)
		})
	}
}

func TestRenewal_NotSubmitted_KeepsPendingOne(t *testing.T) {
	t.Parallel()
	csrTriggers := func(value string) string {
		return resourceBlock(joinLines(minimalConfig, `renewal = { method = "csr", min_days_remaining = 30, triggers = { rotate = "`+value+`" } }`))
	}
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(csrTriggers("1"))).MustHaveNoDiagnostics()
	env.Clock.Advance(70 * aDay)
	tf.Apply("").MustSucceed()
	env.Mock.Inject(mockserver.Fault{Method: http.MethodGet, Path: certificatesPath, Kind: mockserver.FaultProxyNotFoundHTML, Times: mockserver.Always, Skip: 1})
	tf.Apply(env.Config(csrTriggers("2"))).MustFail().MustError(`Could not read the certificate list before the renewal`)
	env.Mock.ClearFaults()
	tf.Apply(env.Config(csrTriggers("1"))).MustSucceed().MustPlan(address)
	mustHaveSubmitted(t, env, 1)
}

func TestRenewal_Interrupted_IsRemembered(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{RenewalDelay: -1})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withTriggers("1"))).MustHaveNoDiagnostics()
	isSubmitted := false
	env.SetBeforeRequest(func(r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/renew"):
			isSubmitted = true
		case isSubmitted:
			tf.Interrupt()
			<-r.Context().Done()
		}
	})
	tf.Apply(env.Config(withTriggers("2"))).MustFail().MustWarn(unfinishedWarning + `.*Terraform was interrupted`)
	env.SetBeforeRequest(nil)
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
	if _, err := env.Mock.CompleteRenewal(firstID); err != nil {
		t.Fatal(err)
	}
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
	mustMatchServer(t, env, tf)
	mustHaveSubmitted(t, env, 1)
}

// A renewal by csr stays open until a person finishes or cancels it, so that there
// is nothing to wait for.
func TestRenewal_CSRStillOpen_IsNotAwaited(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withCSRWindow())).MustHaveNoDiagnostics()
	env.Clock.Advance(70 * aDay)
	tf.Apply("").MustSucceed()
	for _, method := range []string{"acme", "api"} {
		before := env.Clock.Now()
		other := resourceBlock(joinLines(minimalConfig, `renewal = { method = "`+method+`", min_days_remaining = 30 }`))
		tf.Apply(env.Config(other)).MustSucceed().MustPlan(address, "update").MustWarn(
			`(?s)The renewal of certificate 1001.*must be completed manually.*did not accept a renewal with the method ` + method + `, because a csr renewal is still open.*cancel it and apply again`)
		if waited := env.Clock.Now().Sub(before); waited > 10*time.Second {
			t.Errorf("waited for %s", waited)
		}
		tf.Plan("").MustOnlyWarn(`(?s)is not finished.*submitted by ` + method + `.*a csr renewal is open. Complete or cancel`).MustPlan(address)
	}
}

func TestRenewal_UnderAnotherID_IsError(t *testing.T) {
	t.Parallel()
	for name, delay := range map[string]time.Duration{"at once": 0, "later": 20 * time.Second} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{RenewUnderNewID: true, RenewalDelay: delay})
			tf := env.Terraform(t)
			tf.Apply(env.Config(withTriggers("1"))).MustHaveNoDiagnostics()
			tf.Apply(env.Config(withTriggers("2"))).MustFail().
				MustError(`(?s)Certificate 1001 \(www\.example\.com\) was renewed under another ID, 1002.*terraform import ADDRESS 1002`)
			const named = `(?s)Certificate 1001 \(www\.example\.com\) was renewed under another ID, 1002.*terraform import ADDRESS 1002`
			tf.Plan("").MustOnlyWarn(named).MustPlan(address, "update")
			tf.Plan(env.Config(withTriggers("1"))).MustHaveNoDiagnostics().MustPlan(address)
			tf.Apply(env.Config(withTriggers("2"))).MustSucceed().MustWarn(named)
			mustHaveSubmitted(t, env, 1)
			tf.Plan("").MustOnlyWarn(named).MustPlan(address)
		})
	}
}

func TestWindow_UnderAnotherID_EveryPlanWarns(t *testing.T) {
	t.Parallel()
	const named = `(?s)Certificate 1001 \(www\.example\.com\) was renewed under another ID, 1002.*terraform import ADDRESS 1002`
	env := acctest.New(t, mockserver.Options{RenewUnderNewID: true})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withWindow(30))).MustHaveNoDiagnostics()
	env.Clock.Advance(70 * aDay)
	tf.Apply("").MustFail().MustError(named)
	for range 3 {
		env.Clock.Advance(aDay)
		tf.Apply("").MustSucceed().MustWarn(named)
	}
	mustHaveSubmitted(t, env, 1)
}

func TestRenewal_OtherOrder_IsNotMistaken(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{RenewalDelay: 30 * time.Second})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withTriggers("1"))).MustHaveNoDiagnostics()
	isSubmitted := make(chan struct{})
	var once sync.Once
	env.SetBeforeRequest(func(r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/renew"):
			once.Do(func() { close(isSubmitted) })
		case r.Method == http.MethodPost && r.URL.Path == certificatesPath:
			<-isSubmitted
		}
	})
	blue := "resource \"tigertrust_certificate\" \"blue\" {\n" + minimalConfig + "\n}\n"
	tf.Apply(env.Config(withTriggers("2") + blue)).MustSucceed()
	mustMatchServer(t, env, tf)
}

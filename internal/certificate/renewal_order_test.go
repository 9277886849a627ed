package certificate_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// byCSR is a certificate whose renewal a person has to finish.
func byCSR(more ...string) string {
	return resourceBlock(lines(append([]string{minimal}, more...)...))
}

const unfinished = `(?s)The renewal of certificate 1001 \(www\.example\.com\) was submitted, but is not finished`

func TestRenewalWhoseWaitRanOutIsNotOrderedTwice(t *testing.T) {
	t.Parallel()
	const short = `timeouts = { update = "30s" }`
	for name, test := range map[string]struct{ before, after string }{
		"triggers": {triggered("1", short), triggered("2", short)},
		"window":   {windowed(30, short), windowed(30, short)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{RenewalDelay: -1})
			tf := env.Terraform(t)
			tf.Apply(env.Config(test.before)).MustHaveNoDiagnostics()
			env.Clock.Advance(70 * aDay)
			begun := env.Clock.Now()
			tf.Apply(env.Config(test.after)).MustSucceed().MustPlan(address, "update").
				MustWarn(unfinished + `.*not renewed within 30s, the limit in timeouts\.update.*no second renewal is submitted`)
			if waited := env.Clock.Now().Sub(begun); waited != 30*time.Second {
				t.Errorf("waited was %s", waited)
			}
			for range 2 {
				tf.Apply("").MustSucceed().MustPlan(address)
			}
			mustHaveRenewed(t, env, 1)

			if _, err := env.Mock.CompleteRenewal(first); err != nil {
				t.Fatal(err)
			}
			tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
			mustHoldCurrent(t, env, tf)
			mustHaveRenewed(t, env, 1)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestRenewalByCSRIsOrderedOnce(t *testing.T) {
	t.Parallel()
	const (
		person = `(?s)A person has to finish the renewal of certificate 1001 \(www\.example\.com\).*In TigerTrust, have the CA sign the request`
		open   = `(?s)The renewal of certificate 1001 \(www\.example\.com\) is not finished.*submitted by csr at 2026-03-\S+\. .*A person has to finish a csr renewal`
	)
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(byCSR(`renewal = { method = "csr", min_days_remaining = 30 }`))).MustHaveNoDiagnostics()
	env.Clock.Advance(70 * aDay)
	tf.Apply("").MustSucceed().MustPlan(address, "update").MustWarn(person)
	env.MustHaveSent(t, "POST", renewals, `{"method":"csr"}`)
	for range 3 {
		env.Clock.Advance(aDay)
		tf.Apply("").MustSucceed().MustPlan(address).MustWarn(open)
	}
	mustHaveRenewed(t, env, 1)

	if _, err := env.Mock.CompleteRenewal(first); err != nil {
		t.Fatal(err)
	}
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
	mustHoldCurrent(t, env, tf)

	// The next window is another one.
	env.Clock.Advance(80 * aDay)
	tf.Apply("").MustSucceed().MustPlan(address, "update").MustWarn(person)
	mustHaveRenewed(t, env, 2)
}

func TestAnotherMethodIsAnotherOrder(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(byCSR(`renewal = { method = "csr", min_days_remaining = 30 }`))).MustHaveNoDiagnostics()
	env.Clock.Advance(70 * aDay)
	tf.Apply("").MustSucceed()
	// The mock takes no other order while one is open: the apply joins it.
	tf.Apply(env.Config(windowed(30, shortUpdate))).MustSucceed().MustPlan(address, "update").MustWarn(unfinished)
	mustHaveRenewed(t, env, 2)
	tf.Apply("").MustSucceed().MustPlan(address)
	mustHaveRenewed(t, env, 2)
}

const shortUpdate = `timeouts = { update = "30s" }`

func TestFailedRenewalIsAnErrorAndIsOrderedAgain(t *testing.T) {
	t.Parallel()
	for name, delay := range map[string]time.Duration{"at once": 0, "in the end": 20 * time.Second} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{RenewalFails: true, RenewalDelay: delay})
			tf := env.Terraform(t)
			tf.Apply(env.Config(triggered("1"))).MustHaveNoDiagnostics()
			begun := env.Clock.Now()
			tf.Apply(env.Config(triggered("2"))).MustFail().
				MustError(`(?s)The certificate renewal has failed.*Certificate 1001 \(www\.example\.com\) was not renewed: its renewal status is "failed".*apply again: Terraform then submits another renewal`)
			if waited := env.Clock.Now().Sub(begun); waited > delay+30*time.Second {
				t.Errorf("waited was %s", waited)
			}
			env.Mock.Configure(func(options *mockserver.Options) { options.RenewalFails = false })
			tf.Apply("").MustHaveNoDiagnostics().MustPlan(address, "update")
			mustHaveRenewed(t, env, 2)
			mustHoldCurrent(t, env, tf)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestOpenRenewalThatFailsIsOrderedAgain(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{RenewalDelay: time.Hour, RenewalFails: true})
	tf := env.Terraform(t)
	tf.Apply(env.Config(windowed(30, shortUpdate))).MustHaveNoDiagnostics()
	env.Clock.Advance(70 * aDay)
	tf.Apply("").MustSucceed().MustWarn(unfinished)
	env.Clock.Advance(aDay)
	env.Mock.Configure(func(options *mockserver.Options) { options.RenewalDelay = 0 })
	tf.Plan("").MustSucceed().MustPlan(address, "update").MustWarn(`(?s)The certificate renewal has failed.*Certificate 1001 \(www\.example\.com\) was not renewed.*The next apply submits the renewal again`)
	env.Mock.Configure(func(options *mockserver.Options) { options.RenewalFails = false })
	tf.Apply("").MustSucceed().MustPlan(address, "update")
	mustHaveRenewed(t, env, 2)
	mustHoldCurrent(t, env, tf)
}

func TestRenewalUnderAnotherIDIsNamed(t *testing.T) {
	t.Parallel()
	for name, delay := range map[string]time.Duration{"at once": 0, "in the end": 20 * time.Second} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{RenewUnderNewID: true, RenewalDelay: delay})
			tf := env.Terraform(t)
			tf.Apply(env.Config(triggered("1"))).MustHaveNoDiagnostics()
			tf.Apply(env.Config(triggered("2"))).MustFail().
				MustError(`(?s)Certificate 1001 \(www\.example\.com\) was renewed under another id, 1002.*terraform import ADDRESS 1002`)
			tf.Apply("").MustSucceed()
			mustHaveRenewed(t, env, 1)
			tf.Plan("").MustSucceed().MustPlan(address)
		})
	}
}

func TestRefusedRenewals(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		happens func(*acctest.Environment)
		error   string
	}{
		"no authority": {
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
			func(env *acctest.Environment) { _ = env.Mock.Revoke(first, "superseded") },
			`(?s)Cannot renew a revoked certificate.*Certificate 1001 \(www\.example\.com\) was revoked.*The next plan replaces the certificate`,
		},
		"gone meanwhile": {
			func(env *acctest.Environment) {
				env.Clock.Advance(2 * time.Hour)
				_ = env.Mock.Delete(first)
			},
			`(?s)Could not read certificate 1001 \(www\.example\.com\) before its renewal.*CERTIFICATE_NOT_FOUND`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(triggered("1"))).MustHaveNoDiagnostics()
			tf.SavePlan(env.Config(triggered("2")), showsRenewal()...)
			test.happens(env)
			tf.ApplySavedPlan().MustFail().MustError(test.error)
			if held := tf.Instance(address).Attributes["renewal"].(map[string]any)["triggers"].(map[string]any)["rotate"]; held != "1" { //nolint:forcetypeassert // a panic is as good
				t.Errorf("the state holds the trigger %v", held)
			}
			if renewed := env.Mock.Summary().Renewed; renewed != 0 {
				t.Errorf("%d certificates were renewed", renewed)
			}
		})
	}
}

func TestLostAnswerToARenewal(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault   mockserver.Fault
		options mockserver.Options
		// orders are the requests that it takes.
		orders int
	}{
		"done at once":              {mockserver.Fault{Kind: mockserver.FaultDropAfter}, mockserver.Options{}, 1},
		"done at once, 500":         {mockserver.Fault{Kind: mockserver.FaultErrorAfter}, mockserver.Options{}, 1},
		"done at once, unreadable":  {mockserver.Fault{Kind: mockserver.FaultGarbage}, mockserver.Options{}, 1},
		"done in the end":           {mockserver.Fault{Kind: mockserver.FaultDropAfter}, mockserver.Options{RenewalDelay: 2 * time.Minute}, 2},
		"not done":                  {mockserver.Fault{Kind: mockserver.FaultDropBefore}, mockserver.Options{}, 2},
		"not done, 502 from proxy":  {mockserver.Fault{Kind: mockserver.FaultBadGateway}, mockserver.Options{}, 2},
		"not done, done in the end": {mockserver.Fault{Kind: mockserver.FaultErrorBefore}, mockserver.Options{RenewalDelay: time.Minute}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, test.options)
			tf := env.Terraform(t)
			tf.Apply(env.Config(triggered("1"))).MustHaveNoDiagnostics()
			test.fault.Method, test.fault.Path = http.MethodPost, renewals
			env.Mock.Inject(test.fault)
			tf.Apply(env.Config(triggered("2"))).MustHaveNoDiagnostics()
			mustHaveRenewed(t, env, test.orders)
			if renewed := env.Mock.Summary().Renewed; renewed != 1 {
				t.Errorf("it was renewed %d times", renewed)
			}
			mustHoldCurrent(t, env, tf)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

// What an apply could not find out, the next one does.
func TestRenewalThatStaysUncertain(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		kind    mockserver.FaultKind
		options mockserver.Options
		after   int
	}{
		"not done":        {mockserver.FaultErrorBefore, mockserver.Options{}, 1},
		"done, in a week": {mockserver.FaultErrorAfter, mockserver.Options{RenewalDelay: 7 * aDay}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, test.options)
			tf := env.Terraform(t)
			tf.Apply(env.Config(triggered("1"))).MustHaveNoDiagnostics()
			env.Mock.Inject(mockserver.Fault{Method: http.MethodPost, Path: renewals, Kind: test.kind, Times: mockserver.Always})
			// The second order meets the first one, which is in progress: what the
			// server answers then, nobody gets to see.
			tf.Apply(env.Config(triggered("2"))).MustFail().
				MustError(`(?s)The outcome of a certificate renewal is unknown.*renewal of certificate 1001 \(www\.example\.com\).*Apply again`)
			env.Mock.ClearFaults()
			env.Clock.Advance(8 * aDay)
			env.Mock.ResetJournal()
			tf.Apply("").MustHaveNoDiagnostics().MustPlan(address, "update")
			mustHaveRenewed(t, env, test.after)
			if renewed := env.Mock.Summary().Renewed; renewed != 1 {
				t.Errorf("it was renewed %d times", renewed)
			}
			mustHoldCurrent(t, env, tf)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestInterruptDuringARenewalKeepsTheOrder(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{RenewalDelay: -1})
	tf := env.Terraform(t)
	tf.Apply(env.Config(triggered("1"))).MustHaveNoDiagnostics()
	isOrdered := false
	env.BeforeRequest = func(r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/renew"):
			isOrdered = true
		case isOrdered:
			tf.Interrupt()
			<-r.Context().Done()
		}
	}
	tf.Apply(env.Config(triggered("2"))).MustFail().MustWarn(unfinished + `.*Terraform was interrupted`)
	env.BeforeRequest = nil
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
	if _, err := env.Mock.CompleteRenewal(first); err != nil {
		t.Fatal(err)
	}
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
	mustHoldCurrent(t, env, tf)
	mustHaveRenewed(t, env, 1)
}

package certificate_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestRenewal_Fails_IsErrorAndRetried(t *testing.T) {
	t.Parallel()
	for name, delay := range map[string]time.Duration{"at once": 0, "later": 20 * time.Second} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{RenewalFails: true, RenewalDelay: delay})
			tf := env.Terraform(t)
			tf.Apply(env.Config(withTriggers("1"))).MustHaveNoDiagnostics()
			started := env.Clock.Now()
			tf.Apply(env.Config(withTriggers("2"))).MustFail().
				MustError(`(?s)The certificate renewal has failed.*Certificate 1001 \(www\.example\.com\) was not renewed: its renewal status is "failed".*apply again: Terraform then submits another renewal`)
			if waited := env.Clock.Now().Sub(started); waited > delay+30*time.Second {
				t.Errorf("waited %s", waited)
			}
			env.Mock.Configure(func(options *mockserver.Options) { options.RenewalFails = false })
			tf.Apply("").MustHaveNoDiagnostics().MustPlan(address, "update")
			mustHaveSubmitted(t, env, 2)
			mustMatchServer(t, env, tf)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestRenewal_RepeatedFailure_IsError(t *testing.T) {
	t.Parallel()
	for name, fields := range map[string]mockserver.Fields{"only in the list": {}, "in single responses": inSingleResponses("renewalStatus")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{RenewalFails: true, Fields: fields})
			tf := env.Terraform(t)
			tf.Apply(env.Config(withTriggers("1"))).MustHaveNoDiagnostics()
			for range 3 {
				tf.Apply(env.Config(withTriggers("2"))).MustFail().MustError(`has failed`)
			}
			env.Mock.Configure(func(options *mockserver.Options) { options.RenewalFails = false })
			tf.Apply("").MustHaveNoDiagnostics()
			mustHaveRenewed(t, env, 1)
		})
	}
}

// The list shows that a renewal by TigerTrust has failed, until the next renewal
// is finished.
func TestRenewal_EarlierFailure_IsIgnored(t *testing.T) {
	t.Parallel()
	earlier := map[string]any{"renewalStatus": "failed"}
	t.Run("triggers", func(t *testing.T) {
		t.Parallel()
		env := acctest.New(t, mockserver.Options{RenewalDelay: time.Minute})
		tf := env.Terraform(t)
		tf.Apply(env.Config(withTriggers("1"))).MustHaveNoDiagnostics()
		if err := env.Mock.SetOverride(firstID, earlier); err != nil {
			t.Fatal(err)
		}
		tf.Apply(env.Config(withTriggers("2"))).MustHaveNoDiagnostics()
		mustMatchServer(t, env, tf)
		mustHaveRenewed(t, env, 1)
	})
	t.Run("csr", func(t *testing.T) {
		t.Parallel()
		env := acctest.New(t, mockserver.Options{})
		tf := env.Terraform(t)
		tf.Apply(env.Config(withCSRWindow())).MustHaveNoDiagnostics()
		env.Clock.Advance(70 * aDay)
		if err := env.Mock.SetOverride(firstID, earlier); err != nil {
			t.Fatal(err)
		}
		for range 4 {
			tf.Apply("").MustSucceed()
			env.Clock.Advance(aDay)
		}
		mustHaveSubmitted(t, env, 1)
	})
}

func TestRenewal_LateSuccess_CountsAsRenewed(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{RenewalFails: true})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withTriggers("1"))).MustHaveNoDiagnostics()
	tf.Apply(env.Config(withTriggers("2"))).MustFail().MustError(`has failed`)
	env.Mock.Configure(func(options *mockserver.Options) { options.RenewalFails = false })
	if _, err := env.Mock.Renew(firstID); err != nil {
		t.Fatal(err)
	}
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address, "update")
	mustHaveSubmitted(t, env, 1)
	mustMatchServer(t, env, tf)
}

func TestRenewal_LostResponse_RenewsOnce(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault   mockserver.Fault
		options mockserver.Options
		// requests is the number of renewals that the provider submits.
		requests int
	}{
		"done":                     {mockserver.Fault{Kind: mockserver.FaultDropAfter}, mockserver.Options{}, 1},
		"done, 500":                {mockserver.Fault{Kind: mockserver.FaultErrorAfter}, mockserver.Options{}, 1},
		"done, unreadable":         {mockserver.Fault{Kind: mockserver.FaultGarbage}, mockserver.Options{}, 1},
		"done later":               {mockserver.Fault{Kind: mockserver.FaultDropAfter}, mockserver.Options{RenewalDelay: 2 * time.Minute}, 2},
		"not done":                 {mockserver.Fault{Kind: mockserver.FaultDropBefore}, mockserver.Options{}, 2},
		"not done, 502 from proxy": {mockserver.Fault{Kind: mockserver.FaultBadGateway}, mockserver.Options{}, 2},
		"not done, slow":           {mockserver.Fault{Kind: mockserver.FaultErrorBefore}, mockserver.Options{RenewalDelay: time.Minute}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, test.options)
			tf := env.Terraform(t)
			tf.Apply(env.Config(withTriggers("1"))).MustHaveNoDiagnostics()
			test.fault.Method, test.fault.Path = http.MethodPost, renewPath
			env.Mock.Inject(test.fault)
			tf.Apply(env.Config(withTriggers("2"))).MustHaveNoDiagnostics()
			mustHaveSubmitted(t, env, test.requests)
			mustHaveRenewed(t, env, 1)
			mustMatchServer(t, env, tf)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestRenewal_UnknownOutcome_NextApplyResolves(t *testing.T) {
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
			tf.Apply(env.Config(withTriggers("1"))).MustHaveNoDiagnostics()
			env.Mock.Inject(mockserver.Fault{Method: http.MethodPost, Path: renewPath, Kind: test.kind, Times: mockserver.Always})
			// The provider submits the renewal twice, and both responses are lost.
			tf.Apply(env.Config(withTriggers("2"))).MustFail().
				MustError(`(?s)The outcome of a certificate renewal is unknown.*renewal of certificate 1001 \(www\.example\.com\).*Apply again`)
			env.Mock.ClearFaults()
			env.Clock.Advance(8 * aDay)
			env.Mock.ResetJournal()
			tf.Apply("").MustHaveNoDiagnostics().MustPlan(address, "update")
			mustHaveSubmitted(t, env, test.after)
			mustHaveRenewed(t, env, 1)
			mustMatchServer(t, env, tf)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

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

// shownIn are options that show a field in single answers as well.
func shownIn(field string) mockserver.Fields {
	return mockserver.Fields{Single: fieldModes(mockserver.Included, field)}
}

// mustHaveBeenRenewed expects that number of renewals that were done.
func mustHaveBeenRenewed(t *testing.T, env *acctest.Environment, number int) {
	t.Helper()
	if renewed := env.Mock.Summary().Renewed; renewed != number {
		t.Errorf("%d renewals were done, expected were %d", renewed, number)
	}
}

func TestRenewalThatGotLostIsOrderedAgainAfterADay(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{
		RenewalDelay: time.Hour, RenewalFails: true,
		Fields: mockserver.Fields{List: fieldModes(mockserver.Omitted, "renewalStatus")},
	})
	tf := env.Terraform(t)
	tf.Apply(env.Config(windowed(30, shortUpdate))).MustSucceed()
	env.Clock.Advance(61 * aDay)
	tf.Apply("").MustSucceed().MustWarn(unfinished)
	env.Clock.Advance(12 * time.Hour)
	env.Mock.Configure(func(options *mockserver.Options) { options.RenewalFails, options.RenewalDelay = false, 0 })
	tf.Apply("").MustSucceed().MustPlan(address).MustWarn(`(?s)is not finished.*One day after the submission, an apply submits it again, or joins it`)
	mustHaveRenewed(t, env, 1)
	env.Clock.Advance(12 * time.Hour)
	tf.Apply("").MustSucceed().MustPlan(address, "update")
	mustHaveRenewed(t, env, 2)
	mustHoldCurrent(t, env, tf)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
}

func TestFailureAfterAFailureIsOne(t *testing.T) {
	t.Parallel()
	for name, fields := range map[string]mockserver.Fields{"listed": {}, "in single answers": shownIn("renewalStatus")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{RenewalFails: true, Fields: fields})
			tf := env.Terraform(t)
			tf.Apply(env.Config(triggered("1"))).MustHaveNoDiagnostics()
			for range 3 {
				tf.Apply(env.Config(triggered("2"))).MustFail().MustError(`has failed`)
			}
			env.Mock.Configure(func(options *mockserver.Options) { options.RenewalFails = false })
			tf.Apply("").MustHaveNoDiagnostics()
			mustHaveBeenRenewed(t, env, 1)
		})
	}
}

// A renewal of TigerTrust's own has failed, and the list says so until the next
// one has ended.
func TestEarlierFailureIsNotTakenForThisOne(t *testing.T) {
	t.Parallel()
	earlier := map[string]any{"renewalStatus": "failed"}
	t.Run("by triggers", func(t *testing.T) {
		t.Parallel()
		env := acctest.New(t, mockserver.Options{RenewalDelay: time.Minute})
		tf := env.Terraform(t)
		tf.Apply(env.Config(triggered("1"))).MustHaveNoDiagnostics()
		if err := env.Mock.SetOverride(first, earlier); err != nil {
			t.Fatal(err)
		}
		tf.Apply(env.Config(triggered("2"))).MustHaveNoDiagnostics()
		mustHoldCurrent(t, env, tf)
		mustHaveBeenRenewed(t, env, 1)
	})
	t.Run("by csr", func(t *testing.T) {
		t.Parallel()
		env := acctest.New(t, mockserver.Options{})
		tf := env.Terraform(t)
		tf.Apply(env.Config(byCSR(`renewal = { method = "csr", min_days_remaining = 30 }`))).MustHaveNoDiagnostics()
		env.Clock.Advance(70 * aDay)
		if err := env.Mock.SetOverride(first, earlier); err != nil {
			t.Fatal(err)
		}
		for range 4 {
			tf.Apply("").MustSucceed()
			env.Clock.Advance(aDay)
		}
		mustHaveRenewed(t, env, 1)
	})
}

func TestFailureThatIsFollowedByTheRenewalCountsAsRenewed(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{RenewalFails: true})
	tf := env.Terraform(t)
	tf.Apply(env.Config(triggered("1"))).MustHaveNoDiagnostics()
	tf.Apply(env.Config(triggered("2"))).MustFail().MustError(`has failed`)
	env.Mock.Configure(func(options *mockserver.Options) { options.RenewalFails = false })
	if _, err := env.Mock.Renew(first); err != nil {
		t.Fatal(err)
	}
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address, "update")
	mustHaveRenewed(t, env, 1)
	mustHoldCurrent(t, env, tf)
}

func TestRenewalByTriggersThatFailsLaterIsOrderedAgain(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{RenewalDelay: time.Hour, RenewalFails: true})
	tf := env.Terraform(t)
	tf.Apply(env.Config(triggered("1", shortUpdate))).MustHaveNoDiagnostics()
	tf.Apply(env.Config(triggered("2", shortUpdate))).MustSucceed().MustWarn(unfinished)
	env.Clock.Advance(aDay)
	tf.Plan("").MustSucceed().MustPlan(address, "update").MustWarn(`(?s)has failed.*The next apply submits the renewal again`)
	env.Mock.Configure(func(options *mockserver.Options) { options.RenewalFails, options.RenewalDelay = false, 0 })
	tf.Apply("").MustSucceed().MustPlan(address, "update")
	mustHaveBeenRenewed(t, env, 1)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
}

func TestWindowGoesByThePEMWhereTheAPITellsNoDates(t *testing.T) {
	t.Parallel()
	t.Run("valid_from", func(t *testing.T) {
		t.Parallel()
		env := acctest.New(t, mockserver.Options{MaxValidityDays: 47, Fields: onlyWhereShown(mockserver.Omitted, "validFrom")})
		tf := env.Terraform(t)
		tf.Apply(env.Config(windowed(60))).MustSucceed().MustWarn(`window is not smaller than the validity period`)
		env.Clock.Advance(aDay)
		tf.Apply("").MustSucceed().MustPlan(address)
		mustHaveRenewed(t, env, 0)
	})
	t.Run("valid_to", func(t *testing.T) {
		t.Parallel()
		env := acctest.New(t, mockserver.Options{Fields: onlyWhereShown(mockserver.Omitted, "validTo")})
		tf := env.Terraform(t)
		tf.Apply(env.Config(windowed(30))).MustSucceed()
		env.Clock.Advance(70 * aDay)
		tf.Apply("").MustSucceed().MustPlan(address, "update").MustWarn(`This plan renews`)
		mustHaveRenewed(t, env, 1)
	})
}

// The authority issues for the same days, however often it is asked.
func TestRenewalInVainIsNotRepeatedAtEveryApply(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(windowed(30))).MustHaveNoDiagnostics()
	env.Clock.Advance(70 * aDay)
	fixed := map[string]any{"validFrom": acctest.Start.Format(time.RFC3339), "validTo": acctest.Start.Add(90 * aDay).Format(time.RFC3339)}
	if err := env.Mock.SetOverride(first, fixed); err != nil {
		t.Fatal(err)
	}
	const stillDue = `(?s)renewed certificate is still due for renewal.*renewed again after a day at the earliest`
	tf.Apply("").MustSucceed().MustPlan(address, "update").MustWarn(stillDue)
	for range 3 {
		tf.Apply("").MustSucceed().MustPlan(address).MustWarn(stillDue)
	}
	mustHaveRenewed(t, env, 1)
	env.Clock.Advance(aDay)
	tf.Apply("").MustSucceed().MustPlan(address, "update")
	mustHaveRenewed(t, env, 2)
}

func TestOrderThatCouldNotBePlacedForgetsNoOther(t *testing.T) {
	t.Parallel()
	byTrigger := func(value string) string {
		return byCSR(`renewal = { method = "csr", min_days_remaining = 30, triggers = { rotate = "` + value + `" } }`)
	}
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(byTrigger("1"))).MustHaveNoDiagnostics()
	env.Clock.Advance(70 * aDay)
	tf.Apply("").MustSucceed()
	env.Mock.Inject(mockserver.Fault{Method: http.MethodGet, Path: certificates, Kind: mockserver.FaultProxyNotFoundHTML, Times: mockserver.Always, Skip: 1})
	tf.Apply(env.Config(byTrigger("2"))).MustFail().MustError(`Could not read the certificate list before the renewal`)
	env.Mock.ClearFaults()
	tf.Apply(env.Config(byTrigger("1"))).MustSucceed().MustPlan(address)
	mustHaveRenewed(t, env, 1)
}

func TestNothingOfTwoIssuancesIsMixed(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{"all": {"serialNumber", "fingerprint", "validTo"}}
	for _, field := range []string{"fingerprint", "serialNumber", "validTo", "issuer", "chain"} {
		tests[field] = []string{field}
	}
	for name, fields := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{Fields: mockserver.Fields{Single: fieldModes(mockserver.Omitted, fields...)}})
			tf := env.Terraform(t)
			tf.Apply(env.Config(triggered("1"))).MustSucceed()
			begun := env.Clock.Now()
			tf.Apply(env.Config(triggered("2"))).MustHaveNoDiagnostics()
			if waited := env.Clock.Now().Sub(begun); waited > time.Minute {
				t.Errorf("waited was %s", waited)
			}
			mustHoldCurrent(t, env, tf)
			if _, err := env.Mock.Renew(first); err != nil {
				t.Fatal(err)
			}
			tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
			mustHoldCurrent(t, env, tf)
		})
	}
}

func TestRenewedCertificateIsThereWithItsPEM(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{RenewalDelay: 5 * time.Second})
	tf := env.Terraform(t)
	tf.Apply(env.Config(triggered("1"))).MustHaveNoDiagnostics()
	reads := -1
	env.BeforeRequest = func(r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/renew"):
			reads = 0
			env.Mock.Configure(func(options *mockserver.Options) {
				options.Fields.Single = fieldModes(mockserver.Omitted, "certificate", "chain")
			})
		case reads >= 0 && r.URL.Path == "/api/certificates/1001":
			if reads++; reads == 10 {
				env.Mock.Configure(func(options *mockserver.Options) { options.Fields.Single = nil })
			}
		}
	}
	tf.Apply(env.Config(triggered("2"))).MustHaveNoDiagnostics()
	mustHoldCurrent(t, env, tf)
}

func TestOtherOrderOfTheSameRunIsNotTakenForTheRenewal(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{RenewalDelay: 30 * time.Second})
	tf := env.Terraform(t)
	tf.Apply(env.Config(triggered("1"))).MustHaveNoDiagnostics()
	isOrdered := make(chan struct{})
	var once sync.Once
	env.BeforeRequest = func(r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/renew"):
			once.Do(func() { close(isOrdered) })
		case r.Method == http.MethodPost && r.URL.Path == certificates:
			<-isOrdered
		}
	}
	blue := "resource \"tigertrust_certificate\" \"blue\" {\n" + minimal + "\n}\n"
	tf.Apply(env.Config(triggered("2") + blue)).MustSucceed()
	mustHoldCurrent(t, env, tf)
}

func TestRenewalStatusIsThatOfTheRenewedCertificate(t *testing.T) {
	t.Parallel()
	t.Run("finished later", func(t *testing.T) {
		t.Parallel()
		env := acctest.New(t, mockserver.Options{RenewalDelay: -1})
		tf := env.Terraform(t)
		tf.Apply(env.Config(triggered("1", shortUpdate))).MustHaveNoDiagnostics()
		tf.Apply(env.Config(triggered("2", shortUpdate))).MustSucceed()
		if _, err := env.Mock.CompleteRenewal(first); err != nil {
			t.Fatal(err)
		}
		tf.Apply("").MustSucceed()
		if told := tf.Instance(address).Attributes["renewal_status"]; told != "pending" {
			t.Errorf("it is %v", told)
		}
	})
	t.Run("list not to be had", func(t *testing.T) {
		t.Parallel()
		env := acctest.New(t, mockserver.Options{})
		tf := env.Terraform(t)
		tf.Apply(env.Config(triggered("1"))).MustHaveNoDiagnostics()
		env.BeforeRequest = func(r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/renew") {
				env.Mock.Inject(mockserver.Fault{Method: http.MethodGet, Path: certificates, Kind: mockserver.FaultGarbage, Times: mockserver.Always})
			}
		}
		tf.Apply(env.Config(triggered("2"))).MustSucceed().MustWarn(`Some attributes of certificate 1001 .* are not known yet`)
		env.BeforeRequest = nil
		env.Mock.ClearFaults()
		tf.Apply("").MustHaveNoDiagnostics()
		if told := tf.Instance(address).Attributes["renewal_status"]; told != "pending" {
			t.Errorf("it is %v", told)
		}
	})
}

// What was uncertain, and taken back, is not the reason of a renewal months
// later.
func TestUncertainOrderDoesNotAnswerForEver(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(triggered("1"))).MustHaveNoDiagnostics()
	env.Mock.Inject(mockserver.Fault{Method: http.MethodPost, Path: renewals, Kind: mockserver.FaultErrorBefore, Times: mockserver.Always})
	tf.Apply(env.Config(triggered("2"))).MustFail()
	env.Mock.ClearFaults()
	tf.Apply(env.Config(triggered("1"))).MustHaveNoDiagnostics()
	env.Clock.Advance(60 * aDay)
	if _, err := env.Mock.Renew(first); err != nil {
		t.Fatal(err)
	}
	tf.Apply("").MustHaveNoDiagnostics()
	env.Clock.Advance(60 * aDay)
	env.Mock.ResetJournal()
	tf.Apply(env.Config(triggered("2"))).MustHaveNoDiagnostics()
	mustHaveRenewed(t, env, 1)
}

func TestTwoResourcesOnOneCertificateRenewItOnce(t *testing.T) {
	t.Parallel()
	const block = `renewal = { method = "acme", min_days_remaining = 30 }`
	env := acctest.New(t, mockserver.Options{RenewalDelay: 10 * time.Second})
	tf := env.Terraform(t)
	tf.Apply(env.Config(windowed(30))).MustHaveNoDiagnostics()
	other := "resource \"tigertrust_certificate\" \"other\" {\n" + lines(minimal, block) + "\n}\nimport {\n  to = tigertrust_certificate.other\n  id = \"1001\"\n}\n"
	tf.Apply(env.Config(windowed(30) + other)).MustSucceed()
	env.Clock.Advance(70 * aDay)
	tf.Apply("").MustSucceed()
	mustHaveRenewed(t, env, 1)
}

func TestFirstTriggersThatAreUnknownShowNoRenewal(t *testing.T) {
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
	tf.Apply(env.Config(resourceBlock(lines(minimal, `renewal = { method = "acme" }`)) + deployed)).MustHaveNoDiagnostics()
	source := "resource \"terraform_data\" \"source\" {\n  input = \"1\"\n}\n"
	tf.Apply(env.Config(source+resourceBlock(lines(minimal, `renewal = { method = "acme", triggers = { rotate = terraform_data.source.output } }`))+deployed)).
		MustHaveNoDiagnostics().MustPlan(address, "update").MustPlan("tigertrust_certificate_deployment.test")
	mustHaveRenewed(t, env, 0)
}

func TestRenewalUnderAnotherIDStaysNamed(t *testing.T) {
	t.Parallel()
	const named = `(?s)Certificate 1001 \(www\.example\.com\) was renewed under another id, 1002.*terraform import ADDRESS 1002`
	env := acctest.New(t, mockserver.Options{RenewUnderNewID: true})
	tf := env.Terraform(t)
	tf.Apply(env.Config(windowed(30))).MustHaveNoDiagnostics()
	env.Clock.Advance(70 * aDay)
	tf.Apply("").MustFail().MustError(named)
	for range 3 {
		env.Clock.Advance(aDay)
		tf.Apply("").MustSucceed().MustWarn(named)
	}
	mustHaveRenewed(t, env, 1)
}

func TestApplyThatWasKilledInARenewalIsTold(t *testing.T) {
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

	const told = `(?s)Certificate 1001 \(www\.example\.com\) was renewed since the last apply, and this plan renews it again.*restore the previous triggers`
	after.Refresh().MustHaveNoDiagnostics()
	after.Plan(config("2")).MustWarn(told)
	after.Apply(config("1")).MustHaveNoDiagnostics()
	mustHaveRenewed(t, env, 1)
	after.Apply(config("2")).MustSucceed().MustWarn(told)
	after.Apply(config("2")).MustHaveNoDiagnostics()
	after.Apply(config("3")).MustHaveNoDiagnostics()
	mustHaveRenewed(t, env, 3)
}

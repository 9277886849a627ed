package certificate_test

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// Windows of the certificates of these tests, which are valid for 90 days.
const (
	daysWindow    = "min_days_remaining = 30"
	percentWindow = "min_percent_remaining = 33"
)

// withLimit returns a certificate whose renewal may fail until 10 days before its
// expiry, and its dependents.
func withLimit(window, trigger string) string {
	block := fmt.Sprintf(`renewal = { method = "acme", fail_below_days = 10, triggers = { rotate = %q }, %s }`, trigger, window)
	return resourceBlock(joinLines(minimalConfig, block)) + `
resource "tigertrust_certificate_deployment" "test" {
  certificate_id          = tigertrust_certificate.test.id
  certificate_fingerprint = tigertrust_certificate.test.fingerprint
  targets                 = ["nginx-main"]
}
resource "terraform_data" "copy" {
  input = tigertrust_certificate.test.certificate_pem
}
`
}

// renewalFailures are the ways in which a renewal fails.
var renewalFailures = map[string]func(*acctest.Environment){
	"refused":                  fails(mockserver.Fault{Method: http.MethodPost, Path: renewPath, Kind: mockserver.FaultErrorBefore, Status: http.StatusUnprocessableEntity}),
	"outcome unknown":          fails(mockserver.Fault{Method: http.MethodPost, Path: renewPath, Kind: mockserver.FaultErrorBefore}),
	"certificate not readable": fails(mockserver.Fault{Method: http.MethodGet, Path: certificatePath, Kind: mockserver.FaultGarbage, Skip: 1, Times: 1}),
	"list not readable":        fails(mockserver.Fault{Method: http.MethodGet, Path: certificatesPath, Kind: mockserver.FaultGarbage}),
	"failed": func(env *acctest.Environment) {
		env.Mock.Configure(func(o *mockserver.Options) { o.RenewalFails = true })
	},
	"failed after some seconds": func(env *acctest.Environment) {
		env.Mock.Configure(func(o *mockserver.Options) { o.RenewalFails, o.RenewalDelay = true, 20*time.Second })
	},
}

func fails(fault mockserver.Fault) func(*acctest.Environment) {
	fault.Times = cmp.Or(fault.Times, mockserver.Always)
	return func(env *acctest.Environment) { env.Mock.Inject(fault) }
}

func succeeds(env *acctest.Environment) {
	env.Mock.ClearFaults()
	env.Mock.Configure(func(o *mockserver.Options) { o.RenewalFails, o.RenewalDelay = false, 0 })
}

func TestFailBelowDays_EarlyFailure_WarnsAndRetries(t *testing.T) {
	t.Parallel()
	for failure, fail := range renewalFailures {
		for cause, test := range map[string]struct {
			age      time.Duration
			window   string
			triggers [2]string
		}{
			"days":     {70 * aDay, daysWindow, [2]string{"1", "1"}},
			"percent":  {70 * aDay, percentWindow, [2]string{"1", "1"}},
			"triggers": {aDay, daysWindow, [2]string{"1", "2"}},
		} {
			t.Run(failure+"/"+cause, func(t *testing.T) {
				t.Parallel()
				env := acctest.New(t, mockserver.Options{})
				tf := env.Terraform(t)
				tf.Apply(env.Config(withLimit(test.window, test.triggers[0]))).MustHaveNoDiagnostics()
				before := dependents(tf)
				env.Clock.Advance(test.age)
				env.Mock.ResetJournal()
				for range 2 {
					fail(env)
					tf.Apply(env.Config(withLimit(test.window, test.triggers[1]))).MustSucceed().MustPlan(address, "update").
						MustWarn(`(?is)certificate 1001.*fail_below_days, which is 10\. The current certificate has not changed\. The next apply submits another renewal`)
					if after := dependents(tf); !slices.Equal(after, before) {
						t.Fatalf("the dependents changed from %q to %q", before, after)
					}
				}
				if deployed := env.SentBodies(t, "POST", "/api/certificates/1001/deploy"); len(deployed) > 0 {
					t.Errorf("the certificate was deployed: %q", deployed)
				}
				succeeds(env)
				tf.Apply("").MustSucceed().MustPlan(address, "update").MustPlan("tigertrust_certificate_deployment.test", "update")
				mustMatchServer(t, env, tf)
				mustHaveRenewed(t, env, 1)
				tf.Plan("").MustHaveNoDiagnostics().MustPlan(address).MustPlan("tigertrust_certificate_deployment.test")
				mustNotChangeOnRefresh(t, tf)
			})
		}
	}
}

// dependents returns what the resources contain that depend on the certificate.
func dependents(tf *acctest.Terraform) []string {
	deployment := tf.Instance("tigertrust_certificate_deployment.test").Attributes
	return []string{
		fmt.Sprint(deployment["certificate_fingerprint"]), fmt.Sprint(deployment["last_deployed_at"]),
		fmt.Sprint(tf.Instance("terraform_data.copy").Attributes["output"]),
		fmt.Sprint(tf.Instance(address).Attributes["renewal_due_at"]),
	}
}

func TestFailBelowDays_LateFailure_IsError(t *testing.T) {
	t.Parallel()
	for failure, fail := range renewalFailures {
		t.Run(failure, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(withLimit(daysWindow, "1"))).MustHaveNoDiagnostics()
			env.Clock.Advance(81 * aDay)
			fail(env)
			run := tf.Apply("").MustFail()
			if slices.ContainsFunc(run.Diagnostics, func(d acctest.Diagnostic) bool { return strings.Contains(d.Detail, "This is a warning") }) {
				t.Errorf("the diagnostics are %+v", run.Diagnostics)
			}
			succeeds(env)
			tf.Apply("").MustSucceed()
			mustHaveRenewed(t, env, 1)
		})
	}
}

func TestFailBelowDays_Unfinished_IsErrorWhenLate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		age    time.Duration
		limit  string
		isLate bool
	}{
		"early":     {70 * aDay, "10", false},
		"late":      {81 * aDay, "10", true},
		"not set":   {81 * aDay, "null", false},
		"triggered": {81 * aDay, "10", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{RenewalDelay: -1})
			tf := env.Terraform(t)
			config := func(trigger string) string {
				return env.Config(resourceBlock(joinLines(minimalConfig, shortUpdate,
					fmt.Sprintf(`renewal = { method = "acme", %s, fail_below_days = %s, triggers = { rotate = %q } }`, daysWindow, test.limit, trigger))))
			}
			tf.Apply(config("1")).MustHaveNoDiagnostics()
			env.Clock.Advance(test.age)
			trigger := "1"
			if name == "triggered" {
				trigger = "2"
			}
			run := tf.Apply(config(trigger))
			if test.isLate {
				run.MustFail().MustError(`(?s)was submitted, but is not finished.*This is an error, because the certificate expires in fewer days than renewal\.fail_below_days, which is 10`)
			} else {
				run.MustSucceed().MustWarn(`was submitted, but is not finished`)
			}
			if _, err := env.Mock.CompleteRenewal(firstID); err != nil {
				t.Fatal(err)
			}
			tf.Apply("").MustSucceed()
			mustMatchServer(t, env, tf)
			mustHaveSubmitted(t, env, 1)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestFailBelowDays_Revoked_IsError(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withLimit(daysWindow, "1"))).MustHaveNoDiagnostics()
	tf.SavePlan(env.Config(withLimit(daysWindow, "2")))
	if err := env.Mock.Revoke(firstID, "keyCompromise"); err != nil {
		t.Fatal(err)
	}
	tf.ApplySavedPlan().MustFail().MustError("Cannot renew a revoked certificate")
}

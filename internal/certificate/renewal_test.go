package certificate_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const renewals = one + "/renew"

// renewed are the attributes that a renewal changes.
var renewed = []string{
	"serial_number", "fingerprint", "issuer", "valid_from", "valid_to", "status", "renewal_status", "certificate_pem", "chain_pem",
}

// triggered is a certificate that is renewed when value changes.
func triggered(value string, more ...string) string {
	return resourceBlock(lines(append([]string{minimal, fmt.Sprintf("renewal = { method = \"acme\", triggers = { rotate = %q } }", value)}, more...)...))
}

// windowed is a certificate that is renewed when fewer than days are left.
func windowed(days int, more ...string) string {
	return resourceBlock(lines(append([]string{minimal, fmt.Sprintf("renewal = { method = \"acme\", min_days_remaining = %d }", days)}, more...)...))
}

// mustHaveRenewed expects that number of orders of a renewal.
func mustHaveRenewed(t *testing.T, env *acctest.Environment, number int) {
	t.Helper()
	if sent := env.SentBodies(t, "POST", renewals); len(sent) != number {
		t.Errorf("%d renewals were ordered, expected were %d: %q", len(sent), number, sent)
	}
}

// mustHoldCurrent expects that the state holds the certificate as the server has it.
func mustHoldCurrent(t *testing.T, env *acctest.Environment, tf *acctest.Terraform) {
	t.Helper()
	issued, ok := env.Mock.Certificate(first)
	if !ok {
		t.Fatal("the certificate is gone")
	}
	held := tf.Instance(address).Attributes
	if held["serial_number"] != issued.SerialNumber || held["fingerprint"] != issued.Fingerprint || held["certificate_pem"] != issued.CertificatePEM {
		t.Errorf("the state holds serial number %v, the server has %s", held["serial_number"], issued.SerialNumber)
	}
}

// showsRenewal are checks that a plan updates in place, and leaves to the apply
// what a renewal changes.
func showsRenewal() []plancheck.PlanCheck {
	checks := []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate)}
	for _, attribute := range renewed {
		checks = append(checks, plancheck.ExpectUnknownValue(address, tfjsonpath.New(attribute)))
	}
	return checks
}

// showsNothingElse are checks that a plan leaves nothing else to the apply.
func showsNothingElse() []plancheck.PlanCheck {
	var checks []plancheck.PlanCheck
	for _, attribute := range []string{"id", "common_name", "subject_alternative_names", "key_type", "key_size", "created_at", "certificate_authority_id"} {
		checks = append(checks, plancheck.ExpectKnownValue(address, tfjsonpath.New(attribute), knownvalue.NotNull()))
	}
	return checks
}

func TestChangedTriggersRenewOnce(t *testing.T) {
	t.Parallel()
	for name, options := range serverModes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, options)
			tf := env.Terraform(t)
			tf.Apply(env.Config(triggered("1"))).MustSucceed()
			tf.Apply("").MustSucceed()
			before := tf.Instance(address).Attributes["serial_number"]
			mustHaveRenewed(t, env, 0)

			tf.SavePlan(env.Config(triggered("2")), showsRenewal()...)
			tf.ApplySavedPlan().MustHaveNoDiagnostics()
			env.MustHaveSent(t, "POST", renewals, `{"method":"acme"}`)
			if now, _ := env.Mock.Certificate(first); now.SerialNumber == before {
				t.Error("the server has not renewed it")
			}
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
			mustHaveRenewed(t, env, 1)
		})
	}
}

func TestRenewalIsWaitedFor(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{RenewalDelay: 90 * time.Second})
	tf := env.Terraform(t)
	tf.Apply(env.Config(triggered("1"))).MustHaveNoDiagnostics()
	tf.SavePlan(env.Config(triggered("2")), slices.Concat(showsRenewal(), showsNothingElse())...)
	tf.ApplySavedPlan().MustHaveNoDiagnostics()
	mustHoldCurrent(t, env, tf)
	mustHaveRenewed(t, env, 1)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
}

func TestRenewedCertificateReachesItsDependentsInTheSameApply(t *testing.T) {
	t.Parallel()
	const dependents = `
resource "tigertrust_certificate_deployment" "test" {
  certificate_id          = tigertrust_certificate.test.id
  certificate_fingerprint = tigertrust_certificate.test.fingerprint
  targets                 = ["nginx-main"]
}
resource "terraform_data" "copy" {
  input = tigertrust_certificate.test.certificate_pem
}
output "copied" {
  value = terraform_data.copy.output
}`
	env := acctest.New(t, mockserver.Options{RenewalDelay: 10 * time.Second})
	tf := env.Terraform(t)
	tf.Apply(env.Config(triggered("1") + dependents)).MustHaveNoDiagnostics()
	env.Mock.ResetJournal()
	tf.Apply(env.Config(triggered("2")+dependents)).MustHaveNoDiagnostics().
		MustPlan(address, "update").MustPlan("tigertrust_certificate_deployment.test", "update")
	now, _ := env.Mock.Certificate(first)
	if copied := tf.Output("copied"); copied != now.CertificatePEM {
		t.Error("the dependent has an old certificate")
	}
	var posts []string
	for _, request := range acctest.Requests(env.Mock.Journal()) {
		if strings.HasPrefix(request, "POST") {
			posts = append(posts, request)
		}
	}
	if expected := []string{"POST " + strings.Replace(renewals, "*", "1001", 1), "POST /api/certificates/1001/deploy"}; !slices.Equal(posts, expected) {
		t.Errorf("sent was %v", posts)
	}
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address).MustPlan("tigertrust_certificate_deployment.test")
}

func TestOtherChangesRenewNothing(t *testing.T) {
	t.Parallel()
	const block = `renewal = { method = "acme", triggers = { rotate = "1" } }`
	for name, test := range map[string]struct{ before, after string }{
		"block added":            {minimal, lines(minimal, block)},
		"block removed":          {lines(minimal, block), minimal},
		"method":                 {lines(minimal, block), lines(minimal, `renewal = { method = "api", triggers = { rotate = "1" } }`)},
		"triggers added":         {lines(minimal, `renewal = { method = "acme" }`), lines(minimal, block)},
		"triggers removed":       {lines(minimal, block), lines(minimal, `renewal = { method = "acme" }`)},
		"deploy_after_renewal":   {lines(minimal, block), lines(minimal, `renewal = { method = "acme", triggers = { rotate = "1" }, deploy_after_renewal = true }`)},
		"auto_renew":             {lines(minimal, block), lines(minimal, block, `auto_renew = false`)},
		"deployment targets":     {lines(minimal, block), lines(minimal, block, targets)},
		"on_destroy":             {lines(minimal, block), lines(minimal, block, `on_destroy = "abandon"`)},
		"time limits":            {lines(minimal, block), lines(minimal, block, shortWait)},
		"window that is far off": {lines(minimal, block), lines(minimal, `renewal = { method = "acme", triggers = { rotate = "1" }, min_days_remaining = 10 }`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(test.before))).MustHaveNoDiagnostics()
			before := tf.Instance(address).Attributes["serial_number"]
			tf.SavePlan(env.Config(resourceBlock(test.after)),
				plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
				plancheck.ExpectKnownValue(address, tfjsonpath.New("serial_number"), knownvalue.StringExact(fmt.Sprint(before))))
			tf.ApplySavedPlan().MustHaveNoDiagnostics()
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
			mustHaveRenewed(t, env, 0)
		})
	}
}

func TestRenewalOrdersWhatItSays(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	config := func(trigger string) string {
		return env.Config(resourceBlock(lines(minimal, targets,
			`renewal = { method = "api", deploy_after_renewal = true, triggers = { rotate = "`+trigger+`" } }`)))
	}
	tf.Apply(config("1")).MustHaveNoDiagnostics()
	tf.Apply(config("2")).MustHaveNoDiagnostics()
	env.MustHaveSent(t, "POST", renewals, `{"deployAfterRenewal":true,"method":"api"}`)
	if now, _ := env.Mock.Certificate(first); len(now.Locations) == 0 {
		t.Error("TigerTrust has not deployed it")
	}
}

func TestTriggersThatAreKnownAfterApply(t *testing.T) {
	t.Parallel()
	config := func(input string) string {
		return `resource "terraform_data" "source" {
  input = "` + input + `"
}
` + resourceBlock(lines(minimal, `renewal = { method = "acme", triggers = { rotate = terraform_data.source.output } }`))
	}
	for name, test := range map[string]struct {
		after    string
		renewals int
	}{
		"changed": {"2", 1},
		"not":     {"1", 0},
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
			mustHaveRenewed(t, env, test.renewals)
			mustHoldCurrent(t, env, tf)

			// The source is made anew, and has the same value in the end.
			tf.Apply(after, "-replace=terraform_data.source").MustHaveNoDiagnostics().MustPlan(address, "update")
			mustHaveRenewed(t, env, test.renewals)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestRenewalThatIsInProgressIsJoined(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{RenewalDelay: time.Minute})
	tf := env.Terraform(t)
	tf.Apply(env.Config(triggered("1"))).MustHaveNoDiagnostics()
	// TigerTrust begins one just before the apply does.
	env.BeforeRequest = func(r *http.Request) {
		if r.Method == http.MethodPost {
			env.BeforeRequest = nil
			if err := env.Mock.StartRenewal(first); err != nil {
				t.Error(err)
			}
		}
	}
	tf.Apply(env.Config(triggered("2"))).MustHaveNoDiagnostics()
	mustHoldCurrent(t, env, tf)
	if renewed := env.Mock.Summary().Renewed; renewed != 1 {
		t.Errorf("it was renewed %d times", renewed)
	}
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
}

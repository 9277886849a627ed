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

const renewPath = certificatePath + "/renew"

// renewedAttributes are the attributes that a renewal changes.
var renewedAttributes = []string{
	"serial_number", "fingerprint", "issuer", "valid_from", "valid_to", "status", "renewal_status", "certificate_pem", "chain_pem", "full_chain_pem",
}

// withTriggers returns a certificate that is renewed when value changes.
func withTriggers(value string, more ...string) string {
	return resourceBlock(joinLines(append([]string{minimalConfig, fmt.Sprintf("renewal = { method = \"acme\", triggers = { rotate = %q } }", value)}, more...)...))
}

// withWindow returns a certificate that is renewed when fewer days remain.
func withWindow(days int, more ...string) string {
	return resourceBlock(joinLines(append([]string{minimalConfig, fmt.Sprintf("renewal = { method = \"acme\", min_days_remaining = %d }", days)}, more...)...))
}

// withCSRWindow returns a certificate whose renewal a person must finish.
func withCSRWindow() string {
	return resourceBlock(joinLines(minimalConfig, `renewal = { method = "csr", min_days_remaining = 30 }`))
}

// mustHaveSubmitted fails the test unless the provider has submitted that number
// of renewals.
func mustHaveSubmitted(t *testing.T, env *acctest.Environment, number int) {
	t.Helper()
	if sent := env.SentBodies(t, "POST", renewPath); len(sent) != number {
		t.Errorf("%d renewals were submitted, want %d: %q", len(sent), number, sent)
	}
}

// mustHaveRenewed fails the test unless the server has finished that number of
// renewals.
func mustHaveRenewed(t *testing.T, env *acctest.Environment, number int) {
	t.Helper()
	if finished := env.Mock.Summary().Renewed; finished != number {
		t.Errorf("%d renewals were finished, want %d", finished, number)
	}
}

// mustMatchServer fails the test unless the state contains the current
// certificate of the server.
func mustMatchServer(t *testing.T, env *acctest.Environment, tf *acctest.Terraform) {
	t.Helper()
	issued, ok := env.Mock.Certificate(firstID)
	if !ok {
		t.Fatal("the certificate is gone")
	}
	inState := tf.Instance(address).Attributes
	if inState["serial_number"] != issued.SerialNumber || inState["fingerprint"] != issued.Fingerprint || inState["certificate_pem"] != issued.CertificatePEM {
		t.Errorf("the state contains serial number %v, the server has %s", inState["serial_number"], issued.SerialNumber)
	}
}

// expectRenewal checks that a plan updates in place, and shows the attributes
// that a renewal changes as known after apply.
func expectRenewal() []plancheck.PlanCheck {
	checks := []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate)}
	for _, attribute := range append([]string{"renewal_due_at"}, renewedAttributes...) {
		checks = append(checks, plancheck.ExpectUnknownValue(address, tfjsonpath.New(attribute)))
	}
	return checks
}

// expectOthersKnown checks that a plan shows the values of all other attributes.
func expectOthersKnown() []plancheck.PlanCheck {
	var checks []plancheck.PlanCheck
	for _, attribute := range []string{"id", "common_name", "subject_alternative_names", "key_type", "key_size", "created_at", "certificate_authority_id"} {
		checks = append(checks, plancheck.ExpectKnownValue(address, tfjsonpath.New(attribute), knownvalue.NotNull()))
	}
	return checks
}

func TestRenewal_Delayed_IsAwaited(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{RenewalDelay: 90 * time.Second})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withTriggers("1"))).MustHaveNoDiagnostics()
	tf.SavePlan(env.Config(withTriggers("2")), slices.Concat(expectRenewal(), expectOthersKnown())...)
	tf.ApplySavedPlan().MustHaveNoDiagnostics()
	mustMatchServer(t, env, tf)
	mustHaveSubmitted(t, env, 1)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
}

func TestRenewal_Dependents_UpdateInSameApply(t *testing.T) {
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
	tf.Apply(env.Config(withTriggers("1") + dependents)).MustHaveNoDiagnostics()
	env.Mock.ResetJournal()
	tf.Apply(env.Config(withTriggers("2")+dependents)).MustHaveNoDiagnostics().
		MustPlan(address, "update").MustPlan("tigertrust_certificate_deployment.test", "update")
	now, _ := env.Mock.Certificate(firstID)
	if copied := tf.Output("copied"); copied != now.CertificatePEM {
		t.Error("the dependent has the old certificate")
	}
	var posts []string
	for _, request := range acctest.Requests(env.Mock.Journal()) {
		if strings.HasPrefix(request, "POST") {
			posts = append(posts, request)
		}
	}
	if expected := []string{"POST " + strings.Replace(renewPath, "*", "1001", 1), "POST /api/certificates/1001/deploy"}; !slices.Equal(posts, expected) {
		t.Errorf("sent %v, want %v", posts, expected)
	}
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address).MustPlan("tigertrust_certificate_deployment.test")
}

func TestRenewal_OtherChanges_DoNotRenew(t *testing.T) {
	t.Parallel()
	const block = `renewal = { method = "acme", triggers = { rotate = "1" } }`
	for name, test := range map[string]struct{ before, after string }{
		"renewal added":    {minimalConfig, joinLines(minimalConfig, block)},
		"renewal removed":  {joinLines(minimalConfig, block), minimalConfig},
		"triggers added":   {joinLines(minimalConfig, `renewal = { method = "acme", min_days_remaining = 1 }`), joinLines(minimalConfig, block)},
		"triggers removed": {joinLines(minimalConfig, block), joinLines(minimalConfig, `renewal = { method = "acme", min_days_remaining = 1 }`)},
		"all others": {joinLines(minimalConfig, block), joinLines(minimalConfig, `auto_renew = false`, withTargets, `on_destroy = "abandon"`, shortCreateTimeout,
			`renewal = { method = "api", triggers = { rotate = "1" }, min_days_remaining = 10, deploy_after_renewal = true }`)},
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
			mustHaveSubmitted(t, env, 0)
		})
	}
}

func TestRenewal_Arguments_AreSent(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	config := func(trigger string) string {
		return env.Config(resourceBlock(joinLines(minimalConfig, withTargets,
			`renewal = { method = "api", deploy_after_renewal = true, triggers = { rotate = "`+trigger+`" } }`)))
	}
	tf.Apply(config("1")).MustHaveNoDiagnostics()
	tf.Apply(config("2")).MustHaveNoDiagnostics()
	env.MustHaveSent(t, "POST", renewPath, `{"deployAfterRenewal":true,"method":"api"}`)
	if now, _ := env.Mock.Certificate(firstID); len(now.Locations) == 0 {
		t.Error("the renewed certificate is not deployed")
	}
}

func TestRenewal_InProgress_IsJoined(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{RenewalDelay: time.Minute})
	tf := env.Terraform(t)
	tf.Apply(env.Config(withTriggers("1"))).MustHaveNoDiagnostics()
	// TigerTrust starts a renewal just before the apply submits one.
	env.SetBeforeRequest(func(r *http.Request) {
		if r.Method == http.MethodPost {
			env.SetBeforeRequest(nil)
			if err := env.Mock.StartRenewal(firstID); err != nil {
				t.Error(err)
			}
		}
	})
	tf.Apply(env.Config(withTriggers("2"))).MustHaveNoDiagnostics()
	mustMatchServer(t, env, tf)
	mustHaveRenewed(t, env, 1)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
}

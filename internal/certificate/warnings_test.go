package certificate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const (
	revocationWarning  = `(?s)This plan revokes a certificate that is still valid.*on_destroy = "revoke" in the state.*apply on_destroy = "abandon" before.*moved block.*lifecycle \{ destroy = false \}`
	abandonmentWarning = `(?s)This plan abandons a certificate that is still valid.*on_destroy = "abandon" in the state.*stays valid`
	abandonedWarning   = `Abandoned certificates are not revoked`
	pendingWarning     = `(?s)Certificates are not issued yet.*is ordered, but not issued yet\. Its status is "pending"\. It was (ordered|created) at 2026-\S+Z\..*Other certificates.*may be pending, too`
	failedWarning      = `(?s)Failed orders must be replaced.*status "failed".*replaces it`
)

// twelve returns a block with 12 certificates.
func twelve(name, attributes string) string {
	return fmt.Sprintf("resource \"tigertrust_certificate\" %q {\n  count = 12\n  common_name = \"c${count.index}.example.com\"\n%s\n}\n", name, attributes)
}

// The plan lists the certificates, so that one warning of each kind is enough.
func TestPlan_TwelveCertificates_WarnOncePerKind(t *testing.T) {
	t.Parallel()
	const abandon = `  on_destroy = "abandon"`
	for name, test := range map[string]struct {
		options       mockserver.Options
		before, after string
		flags         []string
		warnings      []string
	}{
		"replaced":              {before: twelve("test", ""), after: twelve("test", withECDSA), warnings: []string{`(?s)Replacing this certificate revokes the current one.*The same applies`}},
		"replaced, abandoned":   {before: twelve("test", abandon), after: twelve("test", abandon+withECDSA)},
		"removed":               {before: twelve("test", ""), warnings: []string{revocationWarning}},
		"renamed":               {before: twelve("test", ""), after: twelve("other", ""), warnings: []string{revocationWarning}},
		"destroyed":             {before: twelve("test", ""), after: twelve("test", ""), flags: []string{"-destroy"}, warnings: []string{revocationWarning}},
		"removed, no refresh":   {before: twelve("test", ""), flags: []string{"-refresh=false"}, warnings: []string{revocationWarning}},
		"abandoned":             {before: twelve("test", abandon), warnings: []string{abandonmentWarning}},
		"abandoned and revoked": {before: twelve("test", abandon) + twelve("other", ""), warnings: []string{abandonmentWarning, revocationWarning}},
		"pending":               {options: mockserver.Options{IssuanceDelay: -1}, before: twelve("test", shortCreateTimeout), after: twelve("test", shortCreateTimeout), warnings: []string{pendingWarning}},
		"pending, removed":      {options: mockserver.Options{IssuanceDelay: -1}, before: twelve("test", shortCreateTimeout), warnings: []string{pendingWarning}},
		"failed":                {options: mockserver.Options{IssuanceFails: true}, before: twelve("test", ""), after: twelve("test", ""), warnings: []string{failedWarning}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, test.options)
			tf := env.Terraform(t)
			tf.Apply(env.Config(test.before), "-parallelism=1")
			tf.Plan(env.Config(test.after), test.flags...).MustOnlyWarn(test.warnings...)
			if revoked := env.Mock.Summary().Revoked; revoked != 0 {
				t.Errorf("the plan revoked %d certificates", revoked)
			}
		})
	}
}

// Each order has its own cause. Terraform shows warnings of one summary as one.
func TestApply_TwelvePending_HaveOneSummary(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{IssuanceDelay: -1})
	tf := env.Terraform(t)
	tf.WriteConfig(env.Config(twelve("test", shortCreateTimeout)))
	// One after the other, because they share a clock that waits move.
	output := tf.Command("apply", "-auto-approve", "-no-color", "-parallelism=1")
	if strings.Count(output, "Warning: Certificates are not issued yet") != 1 || !strings.Contains(output, "(and 11 more similar warnings elsewhere)") {
		t.Errorf("expected one warning, got\n%s", output)
	}
}

func TestPlan_ReplaceByAttribute_Warns(t *testing.T) {
	t.Parallel()
	const before = `
  common_name = "www.example.com"
  subject_alternative_names = ["api.example.com"]
  certificate_authority_id = 5
  key_type = "RSA"
  key_size = 2048
  validity_days = 90`
	for _, change := range [][2]string{
		{`"www.`, `"shop.`}, {`"api.`, `"shop.`}, {"= 5", "= 6"}, {"RSA\"\n  key_size = 2048", "ECDSA\"\n  key_size = 256"}, {"2048", "4096"}, {"= 90", "= 60"},
	} {
		t.Run(change[1], func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(before))).MustHaveNoDiagnostics()
			tf.Plan(env.Config(resourceBlock(strings.Replace(before, change[0], change[1], 1)))).
				MustOnlyWarn(replacementWarning).MustPlan(address, "replace")
		})
	}
}

// In the apply, Terraform plans the destruction of the current certificate again
// when the replacement exists.
func TestReplace_CreatedFirst_WarnsOnce(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimalConfig + withRSA + createBeforeDestroy))).MustHaveNoDiagnostics()
	env.Clock.Advance(2 * day)
	tf.Apply(env.Config(resourceBlock(minimalConfig+withECDSA+createBeforeDestroy))).MustOnlyWarn(replacementWarning).MustPlan(address, "replace")
}

func TestPlan_ReplacedFailedOrder_Explains(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{IssuanceDelay: -1})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, shortCreateTimeout)))).MustSucceed()
	if err := env.Mock.FailIssuance(firstID); err != nil {
		t.Fatal(err)
	}
	tf.Plan("").MustOnlyWarn(failedWarning).MustPlan(address, "replace")
	tf.Plan("", "-refresh-only").MustSucceed()
	env.Mock.Configure(func(o *mockserver.Options) { o.IssuanceDelay = 0 })
	tf.Apply("").MustOnlyWarn(failedWarning).MustPlan(address, "replace")
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
}

// Only certificates that clients still accept can be revoked by mistake.
func TestPlan_RemovedButNotLive_DoesNotWarn(t *testing.T) {
	t.Parallel()
	for name, happens := range map[string]func(*acctest.Environment){
		"revoked": func(env *acctest.Environment) { _ = env.Mock.Revoke(firstID, "keyCompromise") },
		"expired": func(env *acctest.Environment) { env.Clock.Advance(91 * day) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
			happens(env)
			// Terraform 1.11 plans to destroy a removed resource before it refreshes it.
			tf.Apply("", "-refresh-only").MustSucceed()
			tf.Plan(env.Config("")).MustHaveNoDiagnostics()
		})
	}
}

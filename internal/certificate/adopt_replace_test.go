package certificate_test

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// mustHoldLiveCertificates checks that each object in the state has a live
// certificate of its own.
func mustHoldLiveCertificates(t *testing.T, env *acctest.Environment, tf *acctest.Terraform) {
	t.Helper()
	seen := map[int64]bool{}
	for _, object := range tf.Instances(address) {
		id := acctest.Number(object.Attributes["id"])
		if id == 0 || seen[id] {
			t.Errorf("the state contains certificate %v twice", object.Attributes["id"])
		}
		seen[id] = true
		if status := mockCertificate(t, env, id).Status; status != "active" {
			t.Errorf("certificate %v in the state is %s", id, status)
		}
	}
}

const refusal = `(?s)Certificate in the state could be adopted.*Certificate 1001 \(www\.example\.com\) is in the state.*set adopt_existing = false`

// A replacement with the same names must not adopt the certificate that it replaces.
func TestAdopt_Replacement_IsRefused(t *testing.T) {
	t.Parallel()
	for order, lifecycle := range map[string]string{"destroyed first": "", "created first": createBeforeDestroy} {
		for _, onDestroy := range []string{"revoke", "abandon"} {
			for name, test := range map[string]struct {
				taint      bool
				validity   string
				flags      []string
				isAccepted bool
			}{
				"requested":                  {flags: []string{"-replace=" + address}},
				"requested, without refresh": {flags: []string{"-replace=" + address, "-refresh=false"}},
				"tainted":                    {taint: true},
				"tainted, without refresh":   {taint: true, flags: []string{"-refresh=false"}},
				"another validity period":    {validity: "validity_days = 45"},
			} {
				t.Run(fmt.Sprintf("%s, %s, %s", order, onDestroy, name), func(t *testing.T) {
					t.Parallel()
					env := acctest.New(t, mockserver.Options{})
					tf := env.Terraform(t)
					config := func(attributes string) string {
						return env.Config(resourceBlock(joinLines(minimalConfig, fmt.Sprintf("on_destroy = %q", onDestroy), attributes, lifecycle)))
					}
					tf.Apply(config(joinLines(adopting, "validity_days = 60"))).MustSucceed()
					if test.taint {
						tf.Command("taint", address)
					}
					validity := test.validity
					if validity == "" {
						validity = "validity_days = 60"
					}
					tf.Apply(config(joinLines(adopting, validity)), test.flags...).MustFail().MustError(refusal)
					tf.Plan("", append(test.flags, "-out=refused.plan")...).MustFail()
					mustHoldLiveCertificates(t, env, tf)

					tf.Apply(config(joinLines("adopt_existing = false", validity)), test.flags...).MustSucceed()
					if countOrders(env) != 2 {
						t.Errorf("%d orders", countOrders(env))
					}
					mustHoldLiveCertificates(t, env, tf)
				})
			}
		}
	}
}

// A replacement for other names may adopt, and revokes its predecessor.
func TestAdopt_ChangedNames_AdoptsAndRevokes(t *testing.T) {
	t.Parallel()
	for name, lifecycle := range map[string]string{"destroyed first": "", "created first": createBeforeDestroy} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(joinLines(`common_name = "old.example.com"`, lifecycle)))).MustHaveNoDiagnostics()
			id := seedIssued(env, time.Hour, nil)
			tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, adopting, lifecycle)))).MustSucceed().MustPlan(address, "replace")
			if got := tf.Instance(address).Attributes["id"]; got != acctest.ID(id) {
				t.Errorf("the state has certificate %v", got)
			}
			if old := mockCertificate(t, env, firstID).Status; old != "revoked" {
				t.Errorf("the old certificate is %s", old)
			}
			mustHoldLiveCertificates(t, env, tf)
		})
	}
}

// A revoked certificate cannot be adopted, so that its replacement is not refused.
func TestAdopt_RevokedCertificate_IsReplaced(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, adopting, createBeforeDestroy)))).MustHaveNoDiagnostics()
	if err := env.Mock.Revoke(firstID, "unspecified"); err != nil {
		t.Fatal(err)
	}
	orphan := seedIssued(env, time.Hour, nil)
	tf.Apply("").MustSucceed().MustWarn("Existing certificates were adopted")
	if got := tf.Instance(address).Attributes["id"]; got != acctest.ID(orphan) {
		t.Errorf("the state has certificate %v", got)
	}
}

// Two blocks must not hold the same certificate, whichever is planned first.
func TestAdopt_CertificateOfOtherResource_IsRefused(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
	other := "resource \"tigertrust_certificate\" \"other\" {\n" + joinLines(minimalConfig, adopting) + "\n}\n"
	for range 5 {
		tf.Apply(env.Config(resourceBlock(minimalConfig) + other)).MustFail().MustError("(?s)could be adopted.*Certificate 1001")
		// Without a moved block, a new address would adopt what the old one revokes.
		tf.Apply(env.Config(other)).MustFail().MustError("(?s)could be adopted.*Certificate 1001")
	}
	mustHoldLiveCertificates(t, env, tf)
	tf.Apply(env.Config("moved {\n  from = tigertrust_certificate.test\n  to   = tigertrust_certificate.other\n}\n" + other)).MustHaveNoDiagnostics()
}

func TestAdopt_ImportedCertificate_IsRefused(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	seedIssued(env, time.Hour, nil)
	tf := env.Terraform(t)
	imported := "import {\n  to = tigertrust_certificate.other\n  id = \"1001\"\n}\nresource \"tigertrust_certificate\" \"other\" {\n" + minimalConfig + "\n}\n"
	for range 5 {
		tf.Apply(env.Config(imported + resourceBlock(joinLines(minimalConfig, adopting)))).MustFail().MustError("(?s)could be adopted.*Certificate 1001")
	}
	tf.Apply(env.Config(imported + resourceBlock(joinLines(minimalConfig, "adopt_existing = false")))).MustSucceed()
	mustHoldLiveCertificates(t, env, tf)
}

// Changing the attribute later calls no API that writes.
func TestAdopt_ChangedAttribute_UpdatesState(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
	env.Mock.ResetJournal()
	tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, adopting)))).MustHaveNoDiagnostics().MustPlan(address, "update")
	for _, entry := range env.Mock.Journal() {
		if entry.Method != http.MethodGet {
			t.Errorf("%s %s was sent", entry.Method, entry.Path)
		}
	}
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
}

// A name that is known after apply may turn out to be the current one.
func TestAdopt_UnknownName_IsRefusedInReplacement(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	config := func(trigger string) string {
		return env.Config("resource \"terraform_data\" \"name\" {\n  triggers_replace = \"" + trigger + "\"\n  input = \"www\"\n}\n" +
			resourceBlock(joinLines(`common_name = "${terraform_data.name.output}.example.com"`, "adopt_existing = "+strconv.FormatBool(trigger != "1"), createBeforeDestroy)))
	}
	tf.Apply(config("1")).MustSucceed()
	tf.Apply(config("2")).MustFail().MustError("Certificate in the state could be adopted")
	mustHoldLiveCertificates(t, env, tf)
}

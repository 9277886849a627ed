package certificate_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const replacementWarning = `(?s)Replacing this certificate revokes the current one.*This plan replaces certificate 1001 \(www\.example\.com\).*create_before_destroy = true.*lifecycle \{ destroy = false \} keeps it valid only with OpenTofu`

func TestPlan_ReplaceLiveCertificate_Warns(t *testing.T) {
	t.Parallel()
	const (
		abandoned = "\n  on_destroy = \"abandon\""
		limited   = "\n  timeouts = { create = \"10s\" }"
	)
	revoke := func(env *acctest.Environment) { _ = env.Mock.Revoke(firstID, "keyCompromise") }
	expire := func(env *acctest.Environment) { env.Clock.Advance(91 * day) }
	for name, test := range map[string]struct {
		before, after string
		options       mockserver.Options
		happens       func(*acctest.Environment)
		flag          string
		warnings      []string
	}{
		"changed":                    {before: minimalConfig + withRSA, after: minimalConfig + withECDSA, warnings: []string{replacementWarning}},
		"created first":              {before: minimalConfig + withRSA + createBeforeDestroy, after: minimalConfig + withECDSA + createBeforeDestroy, warnings: []string{replacementWarning}},
		"abandoned in the same plan": {before: minimalConfig + withRSA, after: minimalConfig + withECDSA + abandoned, warnings: []string{replacementWarning}},
		"abandoned":                  {before: minimalConfig + withRSA + abandoned, after: minimalConfig + withECDSA + abandoned},
		"revoked":                    {before: minimalConfig, after: minimalConfig, happens: revoke},
		"expired":                    {before: minimalConfig + withRSA, after: minimalConfig + withECDSA, happens: expire},
		"not issued yet":             {before: minimalConfig + withRSA + limited, after: minimalConfig + withECDSA, options: mockserver.Options{IssuanceDelay: -1}, warnings: []string{pendingWarning}},
		// Only the second call of PlanResourceChange shows the provider a
		// replacement by -replace, and Terraform drops its warnings.
		"requested": {before: minimalConfig, after: minimalConfig, flag: "-replace=" + address},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, test.options)
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(test.before))).MustSucceed()
			if test.happens != nil {
				test.happens(env)
			}
			var flags []string
			if test.flag != "" {
				flags = append(flags, test.flag)
			}
			run := tf.Plan(env.Config(resourceBlock(test.after)), flags...).MustSucceed().MustPlan(address, "replace")
			run.MustOnlyWarn(test.warnings...)
		})
	}
}

func TestPlan_RevokedOutside_ReplacesByStatus(t *testing.T) {
	t.Parallel()
	for name, lifecycle := range map[string]string{
		"plain":          "",
		"ignore_changes": "\n  lifecycle {\n    ignore_changes = all\n  }",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(minimalConfig + lifecycle))).MustHaveNoDiagnostics()
			if err := env.Mock.Revoke(firstID, "keyCompromise"); err != nil {
				t.Fatal(err)
			}
			tf.Plan("", "-refresh-only").MustSucceed()
			tf.SavePlan("",
				plancheck.ExpectResourceAction(address, plancheck.ResourceActionDestroyBeforeCreate),
				plancheck.ExpectUnknownValue(address, tfjsonpath.New("status")),
				acctest.ReplacedBecauseOf{Address: address, Attributes: []string{"status"}}).MustHaveNoDiagnostics()
			tf.ApplySavedPlan().MustHaveNoDiagnostics()
			env.MustHaveSent(t, "POST", revocationPath)
			if id := tf.Instance(address).Attributes["id"]; id != acctest.ID(firstID+1) {
				t.Errorf("the state holds certificate %v", id)
			}
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestPlan_PreventDestroy_BlocksReplacement(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	const prevent = "\n  lifecycle {\n    prevent_destroy = true\n  }"
	tf.Apply(env.Config(resourceBlock(minimalConfig + prevent))).MustHaveNoDiagnostics()
	if err := env.Mock.Revoke(firstID, "keyCompromise"); err != nil {
		t.Fatal(err)
	}
	tf.Plan("").MustFail().MustError("(?i)instance cannot be destroyed")
	if tf.Instance(address).Attributes["id"] != acctest.ID(firstID) {
		t.Error("the certificate is missing from the state")
	}
}

func TestPlan_NewValidityDays_Warns(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		validity string
		options  mockserver.Options
		warned   bool
	}{
		"another validity period": {validity: "60", warned: true},
		"the same":                {validity: "90"},
		"clamped":                 {validity: "90", options: mockserver.Options{MaxValidityDays: 47}, warned: true},
		"valid_to missing":        {validity: "60", options: mockserver.Options{Fields: withFieldMode(mockserver.Omitted, "validTo")}, warned: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, test.options)
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
			env.Mock.ResetJournal()
			run := tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, "validity_days = "+test.validity)))).MustSucceed().MustPlan(address, "update")
			if test.warned {
				if at := run.MustWarn(`(?s)Certificate 1001.*keeps its validity period of \d+ days.*only saves validity_days = \d+ in the state`).Location; at != "validity_days = "+test.validity {
					t.Errorf("the warning is at %q", at)
				}
			} else {
				run.MustHaveNoDiagnostics()
			}
			env.MustHaveSent(t, "PUT", certificatePath)
			again := tf.Plan("").MustSucceed().MustPlan(address)
			if test.warned {
				again.MustWarn(`Certificate issued with a validity period other than configured`)
			} else {
				again.MustHaveNoDiagnostics()
			}
			tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics().MustPlan(address, "update")
		})
	}
}

// sourceBlock returns a resource whose output is not known until apply.
func sourceBlock(input string) string {
	return "resource \"terraform_data\" \"source\" {\n  input = " + input + "\n}\n"
}

// Values that Terraform does not know until apply. The table in
// replacement_test.go covers every attribute of an order.
func TestPlan_UnknownValues_DecideInApply(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		// before and after are inputs of another resource. The attributes use
		// its output.
		before, after string
		attributes    string
		action        string
		settings      []string
	}{
		"common_name, the same": {`"www.example.com"`, `"WWW.example.com"`, `common_name = terraform_data.source.output`, "replace", nil},
		"one SAN, none before":  {`"www.example.com"`, `"b.example.com"`, joinLines(minimalConfig, `subject_alternative_names = ["c.example.com", terraform_data.source.output]`), "replace", nil},
		"one SAN, the same":     {`"a.example.com"`, `"A.example.com"`, joinLines(minimalConfig, `subject_alternative_names = ["c.example.com", terraform_data.source.output]`), "replace", nil},
		"key_type":              {`"RSA"`, `"ECDSA"`, joinLines(minimalConfig, `key_type = terraform_data.source.output`), "replace", nil},
		"validity_days":         {`90`, `60`, joinLines(minimalConfig, `validity_days = terraform_data.source.output`), "replace", nil},
		"auto_renew":            {`true`, `false`, joinLines(minimalConfig, `auto_renew = terraform_data.source.output`), "update", []string{`{"autoRenew":false}`}},
		"targets":               {`["a"]`, `["b"]`, joinLines(minimalConfig, `deployment_targets = terraform_data.source.output`), "update", []string{`{"deploymentTargets":["b"]}`}},
		"one target":            {`"a"`, `"b"`, joinLines(minimalConfig, `deployment_targets = ["c", terraform_data.source.output]`), "update", []string{`{"deploymentTargets":["b","c"]}`}},
		"on_destroy":            {`"revoke"`, `"abandon"`, joinLines(minimalConfig, `on_destroy = terraform_data.source.output`), "update", nil},
		"timeouts":              {`"10m"`, `"11m"`, joinLines(minimalConfig, `timeouts = { create = terraform_data.source.output }`), "update", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			config := func(input string) string {
				return env.Config(sourceBlock(input) + resourceBlock(test.attributes))
			}
			tf.Apply(config(test.before)).MustHaveNoDiagnostics().MustPlan(address, "create")
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
			env.Mock.ResetJournal()
			tf.Apply(config(test.after)).MustSucceed().MustPlan(address, test.action)
			env.MustHaveSent(t, "PUT", certificatePath, test.settings...)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestCreate_UnknownInvalidName_OrdersNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(sourceBlock(`"-no-name.example.com"`) + resourceBlock(`common_name = terraform_data.source.output`))).MustFail().
		MustError(`(?s)Invalid certificate name.*-no-name`)
	// The access check of the plan.
	env.MustHaveRequested(t, "GET /api/certificates")
}

package certificate_test

import (
	"strconv"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestOnDestroy_ImportedCertificate_SurvivesRemoval(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		attributes, status string
		warnings           []string
	}{
		"not configured": {"", "active", []string{abandonmentWarning, abandonedWarning}},
		"abandon":        {`on_destroy = "abandon"`, "active", []string{abandonmentWarning, abandonedWarning}},
		"revoke":         {`on_destroy = "revoke"`, "revoked", []string{revocationWarning}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			id := env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com"})
			tf := env.Terraform(t)
			config := env.Config(resourceBlock(joinLines(minimalConfig, test.attributes)))
			tf.WriteConfig(config)
			tf.Import(address, strconv.FormatInt(id, 10)).MustSucceed()
			action := []string{}
			if test.status == "revoked" {
				action = append(action, "update")
			}
			tf.Apply("").MustHaveNoDiagnostics().MustPlan(address, action...)
			tf.Apply(env.Config("")).MustOnlyWarn(test.warnings...).MustPlan(address, "delete")
			if status := mockCertificate(t, env, id).Status; status != test.status {
				t.Errorf("the certificate is %s, want %s", status, test.status)
			}
		})
	}
}

// A certificate that replaces an imported one is ordered.
func TestOnDestroy_ReplacedImport_RevokesNext(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	id := env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com"})
	tf := env.Terraform(t)
	tf.WriteConfig(env.Config(resourceBlock(minimalConfig + withRSA)))
	tf.Import(address, strconv.FormatInt(id, 10)).MustSucceed()
	tf.Apply(env.Config(resourceBlock(minimalConfig+withECDSA))).MustOnlyWarn(importConflict, abandonedWarning).MustPlan(address, "replace")
	if status := mockCertificate(t, env, id).Status; status != "active" {
		t.Errorf("the imported certificate is %s", status)
	}
	if action := tf.Instance(address).Attributes["on_destroy"]; action != "revoke" {
		t.Errorf("on_destroy is %v", action)
	}
}

func TestOnDestroy_ProviderDefault_AppliesToOrders(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ settings, attributes, want string }{
		"not configured":          {"", "", "revoke"},
		"provider":                {`on_destroy = "abandon"`, "", "abandon"},
		"provider, revoke":        {`on_destroy = "revoke"`, "", "revoke"},
		"resource has precedence": {`on_destroy = "abandon"`, `on_destroy = "revoke"`, "revoke"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.ConfigWithSettings(test.settings, resourceBlock(joinLines(minimalConfig, test.attributes)))).MustHaveNoDiagnostics()
			if got := tf.Instance(address).Attributes["on_destroy"]; got != test.want {
				t.Errorf("on_destroy is %v, want %s", got, test.want)
			}
			// The state keeps its value, whatever the default becomes.
			tf.Plan(env.ConfigWithSettings(`on_destroy = "abandon"`, resourceBlock(joinLines(minimalConfig, test.attributes)))).MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestOnDestroy_Removed_KeepsState(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, `on_destroy = "abandon"`)))).MustHaveNoDiagnostics()
	tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, `revocation_comments = "x"`)))).MustHaveNoDiagnostics().MustPlan(address, "update")
	if got := tf.Instance(address).Attributes["on_destroy"]; got != "abandon" {
		t.Errorf("on_destroy is %v", got)
	}
}

package examples_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
)

// An apply does not invoke an action without a trigger, so the test does.
func TestExamples_Actions_CanBeInvoked(t *testing.T) {
	acctest.SkipUnlessVersion(t, tfversion.SkipBelow(tfversion.Version1_14_0))
	for file, message := range map[string]string{
		"tigertrust_certificate_renew/action.tf":  "is not due",
		"tigertrust_certificate_deploy/action.tf": "is deployed",
		"tigertrust_certificate_revoke/action.tf": "is revoked",
		"tigertrust_certificate_verify/action.tf": "is served",
	} {
		t.Run(file, func(t *testing.T) {
			env := exampleEnvironment(t)
			tf := env.Terraform(t)
			config := withService(env, exampleConfig(t, filepath.Join("actions", file)))
			tf.Apply(config).MustHaveNoDiagnostics()
			_, label, _ := strings.Cut(config, `action "`)
			label, _, _ = strings.Cut(label, `" {`)
			run := tf.Apply("", "-invoke=action."+strings.ReplaceAll(label, `" "`, ".")).MustHaveNoDiagnostics()
			if last := run.Progress[len(run.Progress)-1]; !strings.Contains(last, message) {
				t.Errorf("the progress was %q", run.Progress)
			}
			tf.Plan("").MustHaveNoDiagnostics()
		})
	}
}

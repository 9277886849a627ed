package provider_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
)

// An apply invokes no action that nothing triggers, so each is invoked here.
func TestActionsOfExamplesCanBeInvoked(t *testing.T) {
	acctest.SkipUnlessVersion(t, tfversion.SkipBelow(tfversion.Version1_14_0))
	for file, told := range map[string]string{
		"tigertrust_certificate_renew/action.tf":  "is not due",
		"tigertrust_certificate_deploy/action.tf": "is deployed",
		"tigertrust_certificate_revoke/action.tf": "is revoked",
	} {
		t.Run(file, func(t *testing.T) {
			env := exampleEnvironment(t)
			tf := env.Terraform(t)
			config := example(t, filepath.Join("actions", file))
			tf.Apply(config).MustHaveNoDiagnostics()
			_, label, _ := strings.Cut(config, `action "`)
			label, _, _ = strings.Cut(label, `" {`)
			run := tf.Apply("", "-invoke=action."+strings.ReplaceAll(label, `" "`, ".")).MustHaveNoDiagnostics()
			if last := run.Progress[len(run.Progress)-1]; !strings.Contains(last, told) {
				t.Errorf("told was %q", run.Progress)
			}
			tf.Plan("").MustHaveNoDiagnostics()
		})
	}
}

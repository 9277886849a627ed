package deployment_test

import (
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestSchema_InvalidValue_ErrorAtAttribute(t *testing.T) {
	t.Parallel()
	env := newEnvWithCertificate(t, mockserver.Options{})
	tf := env.Terraform(t)
	// Terraform shows errors inside timeouts at the first line of the resource.
	for name, test := range map[string]struct{ attributes, at, report string }{
		"no targets":       {toFirst + "\n  targets = []", "targets", `at least 1 element`},
		"empty target":     {toFirst + "\n  targets = [\"\"]", "targets", `string length must be at least 1`},
		"null target":      {toFirst + "\n  targets = [null]", "targets", `(?i)null`},
		"id of zero":       {"\n  certificate_id = 0\n  targets = [\"a\"]", "certificate_id", `at least 1`},
		"empty agent":      {toNginx + "\n  agent_id = \"\"", "agent_id", `at least 1`},
		"timeout of words": {toNginx + "\n  timeouts = { create = \"soon\" }", "", `(?s)This is not a time limit.*timeouts\.create is "soon"`},
		"zero timeout":     {toNginx + "\n  timeouts = { update = \"0s\" }", "", `(?s)This is not a time limit.*timeouts\.update is "0s"`},
		"negative timeout": {toNginx + "\n  timeouts = { update = \"-1m\" }", "", `This is not a time limit`},
	} {
		report := tf.Plan(env.Config(resourceBlock(test.attributes))).MustFail().MustError(test.report)
		if !strings.HasPrefix(report.Location, test.at) {
			t.Errorf("%s: the error is at %q", name, report.Location)
		}
	}
	env.MustHaveRequested(t)
}

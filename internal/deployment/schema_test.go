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
		"id of zero":       {"\n  certificate_id = 0\n  targets = [\"a\"]", "certificate_id", `must be an ID as TigerTrust shows it, got "0"`},
		"empty agent":      {toNginx + "\n  agent_id = \"\"", "agent_id", `at least 1`},
		"timeout of words": {toNginx + "\n  timeouts = { create = \"soon\" }", "", `(?s)Invalid timeout.*timeouts\.create must be a positive duration.*got "soon"`},
		"zero timeout":     {toNginx + "\n  timeouts = { update = \"0s\" }", "", `(?s)Invalid timeout.*timeouts\.update must be a positive duration.*got "0s"`},
		"negative timeout": {toNginx + "\n  timeouts = { update = \"-1m\" }", "", `Invalid timeout`},
	} {
		report := tf.Plan(env.Config(resourceBlock(test.attributes))).MustFail().MustError(test.report)
		if !strings.HasPrefix(report.Location, test.at) {
			t.Errorf("%s: the error is at %q", name, report.Location)
		}
	}
	env.MustHaveRequested(t)
}

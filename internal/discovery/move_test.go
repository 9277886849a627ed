package discovery_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestMove_ToCertificate_KeepsIt(t *testing.T) {
	t.Parallel()
	// Older versions cannot move a resource to another type.
	acctest.SkipUnlessVersion(t, tfversion.SkipBelow(tfversion.Version1_8_0))
	env, id := newEnvWithDiscovered(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(importBlock(id, "  certificate_authority_id = 5\n  auto_renew = true"))).MustHaveNoDiagnostics()
	certificate := mustHaveManaged(t, env, tf)
	env.Mock.ResetJournal()

	const target = "tigertrust_certificate.moved"
	moved := fmt.Sprintf(`
resource "tigertrust_certificate" "moved" {
  common_name              = %q
  certificate_authority_id = 5
  auto_renew               = true
}
moved {
  from = tigertrust_discovered_import.test
  to   = tigertrust_certificate.moved
}
`, commonName)
	tf.Apply(env.Config(moved)).MustHaveNoDiagnostics().MustPlan(target, "move")
	object := tf.Instance(target)
	if object.Attributes["id"] != acctest.ID(certificate.ID) || object.Attributes["serial_number"] != certificate.SerialNumber || object.Attributes["on_destroy"] != "abandon" {
		t.Errorf("the state contains %v", object.Attributes)
	}
	if changes := env.Mock.Journal().Mutations(); len(changes) != 0 {
		t.Errorf("sent %v", acctest.Requests(changes))
	}
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(target)
	tf.Apply(env.Config("")).MustOnlyWarn("This plan abandons a certificate", "Abandoned certificates are not revoked").MustPlan(target, "delete")
	if now, _ := env.Mock.Certificate(certificate.ID); now.Status != "active" {
		t.Errorf("the certificate is %s", now.Status)
	}
}

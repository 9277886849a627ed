package discovery_test

import (
	"fmt"
	"net/http"
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestIdentity_IsDiscoveredCertificate(t *testing.T) {
	t.Parallel()
	env, id := newEnvWithDiscovered(t, mockserver.Options{})
	identity := map[string]any{"discovered_certificate_id": acctest.ID(id)}
	provider := env.Protocol(t)
	imported := provider.Resource("tigertrust_discovered_import")
	mustBeIdentified := func(r *acctest.Resource) {
		t.Helper()
		if got := r.Identity(); !reflect.DeepEqual(got, any(identity)) {
			t.Errorf("the identity is %v, want %v", got, identity)
		}
	}
	config := acctest.Attributes{"discovered_certificate_id": id}
	imported.Apply(config).MustHaveNoDiagnostics()
	mustBeIdentified(imported)
	imported.DropIdentity()
	imported.Refresh().MustHaveNoDiagnostics()
	mustBeIdentified(imported)
	imported.DropIdentity()
	config["auto_renew"] = true
	imported.ApplyPlan(imported.Plan(config)).MustHaveNoDiagnostics()
	mustBeIdentified(imported)

	again := provider.Resource("tigertrust_discovered_import")
	again.ImportByIdentity(acctest.Attributes{"discovered_certificate_id": id}).MustHaveNoDiagnostics()
	mustBeIdentified(again)
	for _, attribute := range []string{"certificate_id", "fingerprint", "on_destroy"} {
		if one, other := imported.Attribute(attribute), again.Attribute(attribute); one != other {
			t.Errorf("%s is %v, and %v after an import by identity", attribute, one, other)
		}
	}
	if plan := again.Plan(acctest.Attributes{"discovered_certificate_id": id}); plan.Action != acctest.NoOp {
		t.Errorf("the plan is %s", plan.Action)
	}
	provider.Resource("tigertrust_discovered_import").ImportByIdentity(acctest.Attributes{"discovered_certificate_id": "-7"}).
		MustFail().MustError(`got "-7"`)
}

func TestImport_ByIdentity_ThroughTerraform(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessVersion(t, tfversion.SkipBelow(tfversion.Version1_12_0))
	env, id := newEnvWithDiscovered(t, mockserver.Options{})
	env.Terraform(t).Apply(env.Config(importBlock(id, ""))).MustHaveNoDiagnostics()
	tf := env.Terraform(t)
	tf.Plan(env.Config(fmt.Sprintf("import {\n  to = %s\n  identity = {\n    discovered_certificate_id = %d\n  }\n}\n", address, id)), "-generate-config-out=generated.tf").
		MustSucceed().MustPlan(address, "import")
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address, "import")
	if got := tf.Instance(address).Identity["discovered_certificate_id"]; got != acctest.ID(id) {
		t.Errorf("the identity is %v", got)
	}
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
	env.MustHaveSent(t, http.MethodPost, importPath, "{}")
}

func TestIdentity_AfterMove_IsCertificateID(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessVersion(t, tfversion.SkipBelow(tfversion.Version1_12_0))
	env, id := newEnvWithDiscovered(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(importBlock(id, ""))).MustHaveNoDiagnostics()
	certificate := mustHaveManaged(t, env, tf)
	tf.Apply(env.Config("resource \"tigertrust_certificate\" \"moved\" {\n  common_name = \"" + commonName + "\"\n  on_destroy = \"abandon\"\n}\n" +
		"moved {\n  from = " + address + "\n  to   = tigertrust_certificate.moved\n}\n")).MustSucceed()
	if got := tf.Instance("tigertrust_certificate.moved").Identity["id"]; got != acctest.ID(certificate.ID) {
		t.Errorf("the identity is %v, want %d", got, certificate.ID)
	}
}

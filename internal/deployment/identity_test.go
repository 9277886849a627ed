package deployment_test

import (
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// mustBeIdentified expects an identity with the first certificate in the state.
func mustBeIdentified(t *testing.T, r *acctest.Resource, agent any, targets ...any) {
	t.Helper()
	want := map[string]any{"certificate_id": acctest.ID(firstID), "agent_id": agent, "targets": targets}
	if got := r.Identity(); !reflect.DeepEqual(got, any(want)) {
		t.Errorf("the identity is %v, want %v", got, want)
	}
}

func TestIdentity_FollowsUpdates(t *testing.T) {
	t.Parallel()
	env := newEnvWithCertificate(t, mockserver.Options{})
	deployed := env.Protocol(t).Resource(resourceType)
	config := acctest.Attributes{"certificate_id": firstID, "targets": []string{"nginx-main", "haproxy-lb"}, "agent_id": "agent-prod-01"}
	deployed.Apply(config).MustHaveNoDiagnostics()
	mustBeIdentified(t, deployed, "agent-prod-01", "haproxy-lb", "nginx-main")
	deployed.DropIdentity()
	deployed.Refresh().MustHaveNoDiagnostics()
	mustBeIdentified(t, deployed, "agent-prod-01", "haproxy-lb", "nginx-main")
	config["targets"], config["agent_id"] = []string{"nginx-main"}, nil
	deployed.ApplyPlan(deployed.Plan(config)).MustSucceed()
	mustBeIdentified(t, deployed, nil, "nginx-main")
	deployed.Refresh().MustHaveNoDiagnostics()
	mustBeIdentified(t, deployed, nil, "nginx-main")
}

func TestImport_ByIdentity(t *testing.T) {
	t.Parallel()
	env := newEnvWithDeployedFile(t, mockserver.Options{})
	provider := env.Protocol(t)
	byID, byIdentity := provider.Resource(resourceType), provider.Resource(resourceType)
	byID.Import("1001/agent-prod-01/nginx-main").MustHaveNoDiagnostics()
	byIdentity.ImportByIdentity(acctest.Attributes{"certificate_id": "1001", "agent_id": "agent-prod-01", "targets": []string{"nginx-main", "nginx-main"}}).MustHaveNoDiagnostics()
	mustBeIdentified(t, byIdentity, "agent-prod-01", "nginx-main")
	for _, attribute := range []string{"certificate_id", "agent_id", "targets", "redeploy_on_renewal", "wait_for_deployment", "certificate_fingerprint", "locations"} {
		if one, other := byID.Attribute(attribute), byIdentity.Attribute(attribute); !reflect.DeepEqual(one, other) {
			t.Errorf("%s is %v by id and %v by identity", attribute, one, other)
		}
	}
	for complaint, identity := range map[string]acctest.Attributes{
		`certificate_id must be an ID.*got "0"`: {"certificate_id": "0", "targets": []string{"nginx-main"}},
		"targets must contain at least one":     {"certificate_id": "1001", "targets": []string{}},
		"targets must not contain an empty":     {"certificate_id": "1001", "targets": []string{""}},
	} {
		provider.Resource(resourceType).ImportByIdentity(identity).MustFail().MustError("(?s)Invalid identity.*" + complaint)
	}
}

// Every argument of the identity is updated in place.
func TestIdentity_Changes_ThroughTerraform(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessVersion(t, tfversion.SkipBelow(tfversion.Version1_12_0))
	env := newEnvWithCertificate(t, mockserver.Options{})
	env.Mock.Seed(mockserver.Seed{CommonName: "shop.example.com"})
	tf := env.Terraform(t)
	block := func(arguments string) string {
		return env.Config("resource \"" + resourceType + "\" \"test\" {\n" + arguments + "\n}\n")
	}
	tf.Apply(block("certificate_id = 1001\ntargets = [\"nginx-main\"]")).MustHaveNoDiagnostics()
	tf.Apply(block("certificate_id = 1002\ntargets = [\"nginx-main\", \"haproxy-lb\"]\nagent_id = \"agent-prod-01\"")).MustSucceed().MustPlan(address, "update")
	mustHaveNoChanges(t, tf)
	tf.Destroy().MustSucceed()
}

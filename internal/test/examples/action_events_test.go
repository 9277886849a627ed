package examples_test

import (
	"path/filepath"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// applyActionExample applies an example with events of Terraform 1.16.
func applyActionExample(t *testing.T, file string) (*acctest.Environment, *acctest.Terraform) {
	t.Helper()
	acctest.SkipUnlessVersion(t, tfversion.SkipBelow(version1_16_0))
	env := exampleEnvironment(t)
	tf := env.Terraform(t)
	tf.Apply(withService(env, exampleConfig(t, filepath.Join("actions", file)))).MustHaveNoDiagnostics()
	return env, tf
}

// statusOf returns the status of the only certificate with this name.
func statusOf(t *testing.T, env *acctest.Environment, name string) string {
	t.Helper()
	certificates := env.Mock.Certificates(name)
	if len(certificates) != 1 {
		t.Fatalf("%d certificates have the name %s", len(certificates), name)
	}
	return certificates[0].Status
}

// latest returns the certificate with this name that was ordered last.
func latest(env *acctest.Environment, name string) mockserver.Certificate {
	certificates := env.Mock.Certificates(name)
	return certificates[len(certificates)-1]
}

func TestActionEvents_AfterDestroy_RevokesCaller(t *testing.T) {
	env, tf := applyActionExample(t, "tigertrust_certificate_revoke/action_after_destroy.tf")
	if status := statusOf(t, env, "www.example.com"); status != "active" {
		t.Fatalf("the certificate is %s", status)
	}
	tf.Apply("", "-replace=terraform_data.host").MustHaveNoDiagnostics()
	if status := statusOf(t, env, "www.example.com"); status != "revoked" {
		t.Errorf("the certificate is %s", status)
	}
	// The certificate disappears, and on_failure is continue.
	if err := env.Mock.Delete(1001); err != nil {
		t.Fatal(err)
	}
	tf.Apply("", "-replace=terraform_data.host").MustSucceed().MustWarn("(?s)Could not read certificate 1001.*CERTIFICATE_NOT_FOUND")
}

func TestActionEvents_BeforeDestroy_KeepsServedCertificate(t *testing.T) {
	env, tf := applyActionExample(t, "tigertrust_certificate_verify/action_before_destroy.tf")
	old := env.Mock.Certificates("old-shop.example.com")[0]
	// The service has loaded the old certificate, and does not reload.
	env.Service.OnHandshake(func(int) {})
	env.Service.Load(old)
	tf.Apply("", "-var=keep_old=false").MustFail().MustError("old-shop.example.com")
	if status := statusOf(t, env, "old-shop.example.com"); status != "active" {
		t.Errorf("the certificate is %s", status)
	}
	env.Service.Load(latest(env, "shop.example.com"))
	tf.Apply("", "-var=keep_old=false").MustSucceed()
	if status := statusOf(t, env, "old-shop.example.com"); status != "revoked" {
		t.Errorf("the certificate is %s", status)
	}
}

func TestActionEvents_Caller_DeploysEachCertificate(t *testing.T) {
	env, _ := applyActionExample(t, "tigertrust_certificate_deploy/action_caller.tf")
	for _, name := range []string{"shop.example.com", "blog.example.com"} {
		if locations := latest(env, name).Locations; len(locations) != 1 || locations[0].AgentID != "agent-prod-02" {
			t.Errorf("%s is deployed to %v", name, locations)
		}
	}
	// An action that fails does not fail the order.
	offline := exampleEnvironment(t)
	if err := offline.Mock.SetAgentOnline("agent-prod-02", false); err != nil {
		t.Fatal(err)
	}
	tf := offline.Terraform(t)
	tf.Apply(exampleConfig(t, "actions/tigertrust_certificate_deploy/action_caller.tf")).MustSucceed().MustWarn("AGENT_UNAVAILABLE")
	mustHaveNoChanges(t, tf)
}

// Nothing stops terraform destroy.
func TestActionEvents_Destroy_FailureIsWarning(t *testing.T) {
	env, tf := applyActionExample(t, "tigertrust_certificate_verify/action_before_destroy.tf")
	env.Service.OnHandshake(func(int) {})
	env.Service.Load(env.Mock.Certificates("old-shop.example.com")[0])
	tf.Destroy().MustSucceed().MustWarn("old-shop.example.com")
	if status := statusOf(t, env, "old-shop.example.com"); status != "revoked" {
		t.Errorf("the certificate is %s", status)
	}
}

package discovery_test

import (
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestPlan_ChangedCA_Fails(t *testing.T) {
	t.Parallel()
	env, id := newEnvWithDiscovered(t, mockserver.Options{})
	other := env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "other.example.com"})
	tf := env.Terraform(t)
	tf.Apply(env.Config(importBlock(id, "  certificate_authority_id = 5"))).MustHaveNoDiagnostics()
	tf.Plan(env.Config(importBlock(id, "  certificate_authority_id = 6"))).MustFail().
		MustError(`(?s)Unsupported change to certificate_authority_id.*Set certificate_authority_id = 5`)
	tf.Apply(env.Config(importBlock(other, "  certificate_authority_id = 6"))).MustSucceed().MustPlan(address, "replace")
}

func TestPlan_SameCertificateTwice_IsNotRevoked(t *testing.T) {
	t.Parallel()
	const attributes = "  on_destroy = \"revoke\"\n  lifecycle {\n    create_before_destroy = true\n  }"
	env, one := newEnvWithDiscovered(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(importBlock(one, attributes))).MustHaveNoDiagnostics()
	certificate := mustHaveManaged(t, env, tf)
	other := env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: commonName, CertificateID: certificate.ID})
	run := tf.Apply(env.Config(importBlock(other, attributes))).MustSucceed()
	run.MustWarn(`Without create_before_destroy, replacing this import revokes certificate`)
	run.MustWarn(`(?s)is not revoked.*two discovered certificates were imported as the same certificate`)
	if now := mustHaveManaged(t, env, tf); now.ID != certificate.ID || now.Status != "active" {
		t.Errorf("certificate %d is %s", now.ID, now.Status)
	}
}

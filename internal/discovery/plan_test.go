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
	tf.Plan(env.Config(importBlock(id, ""))).MustHaveNoDiagnostics().MustPlan(address)
	tf.Apply(env.Config(importBlock(other, "  certificate_authority_id = 6"))).MustSucceed().MustPlan(address, "replace")
}

func TestPlan_CAOfImportWithoutOne_Fails(t *testing.T) {
	t.Parallel()
	env, id := newEnvWithDiscovered(t, mockserver.Options{})
	tf := env.Terraform(t)
	env.Mock.Configure(func(o *mockserver.Options) {
		o.Fields.List = map[string]mockserver.FieldMode{"certificateAuthorityId": mockserver.Omitted}
	})
	tf.Apply(env.Config(importBlock(id, ""))).MustHaveNoDiagnostics()
	if ca := tf.Instance(address).Attributes["certificate_authority_id"]; ca != nil {
		t.Fatalf("the CA is %v", ca)
	}
	tf.Plan(env.Config(importBlock(id, "  certificate_authority_id = 6"))).MustFail().
		MustError(`(?s)Unsupported change to certificate_authority_id.*was imported without a certificate authority \(CA\).*Remove certificate_authority_id`)
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
	run.MustOnlyWarn(`(?s)Replacing this import revokes the current certificate.*replaces the import of certificate \d+ \(legacy\.example\.com\).*Without create_before_destroy.*apply on_destroy = "abandon" first`,
		`Discovered certificate \d+ was imported earlier`,
		`(?s)is not revoked.*Another resource has imported or adopted it in this run`)
	if now := mustHaveManaged(t, env, tf); now.ID != certificate.ID || now.Status != "active" {
		t.Errorf("certificate %d is %s", now.ID, now.Status)
	}
}

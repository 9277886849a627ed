package discovery_test

import (
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestRead_Revoked_IsNotReplaced(t *testing.T) {
	t.Parallel()
	env, id := newEnvWithDiscovered(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(importBlock(id, ""))).MustHaveNoDiagnostics()
	if err := env.Mock.Revoke(mustHaveManaged(t, env, tf).ID, "keyCompromise"); err != nil {
		t.Fatal(err)
	}
	run := tf.Plan("").MustSucceed().MustPlan(address)
	run.MustWarn(`(?s)is revoked.*Order a tigertrust_certificate`)
}

func TestRead_CertificateGone_IsImportedAgain(t *testing.T) {
	t.Parallel()
	env, id := newEnvWithDiscovered(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(importBlock(id, ""))).MustHaveNoDiagnostics()
	if err := env.Mock.Delete(mustHaveManaged(t, env, tf).ID); err != nil {
		t.Fatal(err)
	}
	tf.Plan("").MustSucceed().MustPlan(address, "create")
}

package discovery_test

import (
	"net/http"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestDelete_AbandonsUnlessRevoke(t *testing.T) {
	t.Parallel()
	env, id := newEnvWithDiscovered(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(importBlock(id, ""))).MustHaveNoDiagnostics()
	certificate := mustHaveManaged(t, env, tf)
	env.Mock.ResetJournal()
	tf.Destroy("-refresh=false").MustOnlyWarn(
		`(?s)This plan abandons a certificate that is still valid.*legacy\.example\.com.*on_destroy = "abandon" in the state`,
		`(?s)Abandoned certificates are not revoked.*legacy\.example\.com`)
	if sent := env.Mock.Journal(); len(sent) != 0 {
		t.Errorf("%d requests were sent", len(sent))
	}

	tf.Apply(env.Config(importBlock(id, "  on_destroy = \"revoke\"\n  revocation_reason = \"keyCompromise\""))).MustSucceed()
	tf.Destroy().MustOnlyWarn(`(?s)This plan revokes a certificate that is still valid.*legacy\.example\.com`)
	env.MustHaveSent(t, http.MethodPost, "/api/certificates/*/revoke", `{"reason":"keyCompromise"}`)
	if now, _ := env.Mock.Certificate(certificate.ID); now.Status != "revoked" {
		t.Errorf("the certificate is %s", now.Status)
	}
}

package acctest_test

import (
	"slices"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestProtocol_BehavesLikeTerraform(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	certificate.CreateBeforeDestroy = true
	wrong := certificate.Plan(acctest.Attributes{"common_name": "local..host"})
	if diagnostic := wrong.MustFail().MustError("empty label"); diagnostic.Location != `AttributeName("common_name")` {
		t.Errorf("expected an error at common_name, got %s", diagnostic.Location)
	}
	config := acctest.Attributes{"common_name": "www.example.com", "key_type": "RSA", "timeouts": map[string]any{"create": "5m"}}
	plan := certificate.Plan(config)
	if plan.Action != acctest.Create || !slices.Contains(plan.Unknown, "serial_number") || slices.Contains(plan.Unknown, "key_type") {
		t.Errorf("expected a plan that creates the certificate, got %+v", plan)
	}
	certificate.ApplyPlan(plan).MustHaveNoDiagnostics()
	// The first request is the access check of the plan.
	env.MustHaveRequested(t, "GET /api/certificates", "GET /api/certificates", "POST /api/certificates", "GET /api/certificates")
	first := certificate.Attribute("id")
	certificate.Refresh().MustHaveNoDiagnostics()
	if plan := certificate.Plan(config); plan.Action != acctest.NoOp {
		t.Errorf("expected no changes after the apply, got %s", plan.Action)
	}
	config["auto_renew"] = false
	if plan := certificate.Plan(config); plan.Action != acctest.Update {
		t.Errorf("expected an update, got %s", plan.Action)
	}
	certificate.Apply(config).MustHaveNoDiagnostics()
	config["key_type"] = "ECDSA"
	replacing := certificate.Plan(config)
	if replacing.Action != acctest.Replace || !slices.Equal(replacing.ReplacedBy, []string{`AttributeName("key_type")`}) {
		t.Errorf("expected a replacement because of key_type, got %s because of %v", replacing.Action, replacing.ReplacedBy)
	}
	certificate.ApplyPlan(replacing).MustSucceed()
	if second := certificate.Attribute("id"); second == first {
		t.Errorf("expected another certificate than %v", second)
	}
	env.MustHaveSent(t, "POST", "/api/certificates/*/revoke", `{"reason":"superseded"}`)

	imported := env.Protocol(t).Resource("tigertrust_certificate")
	imported.Import("1002").MustHaveNoDiagnostics()
	if imported.Attribute("common_name") != "www.example.com" {
		t.Errorf("expected www.example.com, got %v", imported.Attribute("common_name"))
	}
	certificate.Destroy().MustHaveNoDiagnostics()
	if certificate.Exists() {
		t.Error("expected no certificate in the state")
	}
}

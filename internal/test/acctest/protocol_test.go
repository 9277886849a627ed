package acctest_test

import (
	"slices"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestProtocolDoesWhatTerraformDoes(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	certificate.CreateBeforeDestroy = true
	wrong := certificate.Plan(acctest.Attributes{"common_name": "localhost"})
	if told := wrong.MustFail().MustError("fully qualified"); told.Location != `AttributeName("common_name")` {
		t.Errorf("the error is at %s", told.Location)
	}
	config := acctest.Attributes{"common_name": "www.example.com", "key_type": "RSA", "timeouts": map[string]any{"create": "5m"}}
	plan := certificate.Plan(config)
	if plan.Action != acctest.Create || !slices.Contains(plan.Unknown, "serial_number") || slices.Contains(plan.Unknown, "key_type") {
		t.Errorf("the plan is %+v", plan)
	}
	certificate.ApplyPlan(plan).MustHaveNoDiagnostics()
	env.MustHaveRequested(t, "GET /api/certificates", "POST /api/certificates", "GET /api/certificates")
	first := certificate.Attribute("id")
	certificate.Refresh().MustHaveNoDiagnostics()
	if plan := certificate.Plan(config); plan.Action != acctest.NoOp {
		t.Errorf("a second plan is %s", plan.Action)
	}
	config["auto_renew"] = false
	if plan := certificate.Plan(config); plan.Action != acctest.Update {
		t.Errorf("the plan of a change is %s", plan.Action)
	}
	certificate.Apply(config).MustHaveNoDiagnostics()
	config["key_type"] = "ECDSA"
	replacing := certificate.Plan(config)
	if replacing.Action != acctest.Replace || !slices.Equal(replacing.RequiresReplace, []string{`AttributeName("key_type")`}) {
		t.Errorf("the plan is %s because of %v", replacing.Action, replacing.RequiresReplace)
	}
	certificate.ApplyPlan(replacing).MustSucceed()
	if second := certificate.Attribute("id"); second == first {
		t.Errorf("the certificate is still %v", second)
	}
	env.MustHaveSent(t, "POST", "/api/certificates/*/revoke", `{"reason":"superseded"}`)

	imported := env.Protocol(t).Resource("tigertrust_certificate")
	imported.Import("1002").MustHaveNoDiagnostics()
	if imported.Attribute("common_name") != "www.example.com" {
		t.Errorf("imported was %v", imported.Attribute("common_name"))
	}
	certificate.Destroy().MustHaveNoDiagnostics()
	if certificate.Exists() {
		t.Error("the certificate is still in the state")
	}
}

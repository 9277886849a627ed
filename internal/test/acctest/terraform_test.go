package acctest_test

import (
	"context"
	"slices"
	"strconv"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const (
	address = "tigertrust_certificate.test"
	rsa     = "resource \"tigertrust_certificate\" \"test\" {\n  common_name = \"www.example.com\"\n  key_type = \"RSA\"\n}\n"
	ecdsa   = "resource \"tigertrust_certificate\" \"test\" {\n  common_name = \"www.example.com\"\n  key_type = \"ECDSA\"\n}\n"
	wrong   = "resource \"tigertrust_certificate\" \"test\" {\n  common_name = \"local..host\"\n}\n"
)

func TestRun_ContainsDiagnosticsAndChanges(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	failed := tf.Plan(env.Config(wrong)).MustFail()
	if diagnostic := failed.MustError("empty label"); diagnostic.Location != `common_name = "local..host"` || diagnostic.Address != address {
		t.Errorf("expected an error at common_name, got %+v", diagnostic)
	}
	if instances := tf.Instances(address); instances != nil {
		t.Errorf("expected an empty state, got %v", instances)
	}
	created := tf.Apply(env.Config(rsa)).MustHaveNoDiagnostics().MustPlan(address, "create")
	if expected := []acctest.Change{{Address: address, Action: "create"}}; !slices.Equal(created.Changes, expected) {
		t.Errorf("expected the changes %v, got %v", expected, created.Changes)
	}
	// The first two requests are the access checks of plan and apply.
	env.MustHaveRequested(t, "GET /api/certificates", "GET /api/certificates", "GET /api/certificates", "POST /api/certificates", "GET /api/certificates")
	env.MustHaveSent(t, "POST", "/api/certificates", `{ "keyType": "RSA", "commonName": "www.example.com" }`)
	if attributes := tf.Instance(address).Attributes; attributes["key_type"] != "RSA" || attributes["auto_renew"] != nil {
		t.Errorf("expected the key type RSA and no auto_renew, got %v", attributes)
	}
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
	tf.Plan(env.Config(ecdsa)).MustSucceed().MustPlan(address, "replace").MustWarn("create_before_destroy")
	tf.Destroy().MustOnlyWarn("This plan revokes a certificate").MustPlan(address, "delete")
	if instances := tf.Instances(address); len(instances) != 0 {
		t.Errorf("expected an empty state, got %v", instances)
	}
}

// recorder records the result of another check.
type recorder struct {
	check plancheck.PlanCheck
	err   error
}

func (r *recorder) CheckPlan(ctx context.Context, req plancheck.CheckPlanRequest, _ *plancheck.CheckPlanResponse) {
	var inner plancheck.CheckPlanResponse
	r.check.CheckPlan(ctx, req, &inner)
	r.err = inner.Error
}

func TestReplacedBecauseOf_ChecksAttributes(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(rsa)).MustHaveNoDiagnostics()
	because := func(address string, attributes ...string) *recorder {
		return &recorder{check: acctest.ReplacedBecauseOf{Address: address, Attributes: attributes}}
	}
	right := because(address, "key_type")
	wrongs := []*recorder{because(address), because(address, "key_size"), because(address, "key_size", "key_type"), because("tigertrust_certificate.other", "key_type")}
	tf.SavePlan(env.Config(ecdsa), right, wrongs[0], wrongs[1], wrongs[2], wrongs[3])
	if right.err != nil {
		t.Error(right.err)
	}
	for i, wrong := range wrongs {
		if wrong.err == nil {
			t.Errorf("wrong reason %d: expected an error", i)
		}
	}
	tf.ApplySavedPlan().MustSucceed()
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
}

func TestImport_StoresInstance(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	id := env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com"})
	tf := env.Terraform(t)
	tf.WriteConfig(env.Config(rsa))
	tf.Import(address, " ").MustFail()
	tf.Import(address, strconv.FormatInt(id, 10)).MustSucceed()
	if imported := tf.Instance(address).Attributes["id"]; imported != acctest.ID(id) {
		t.Errorf("expected the id %d, got %v", id, imported)
	}
}

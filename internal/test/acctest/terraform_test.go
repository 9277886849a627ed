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
	wrong   = "resource \"tigertrust_certificate\" \"test\" {\n  common_name = \"localhost\"\n}\n"
)

func TestRunTellsWhatTerraformDid(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	failed := tf.Plan(env.Config(wrong)).MustFail()
	if diagnostic := failed.MustError("fully qualified"); diagnostic.Location != `common_name = "localhost"` || diagnostic.Address != address {
		t.Errorf("the error is %+v", diagnostic)
	}
	if objects := tf.Instances(address); objects != nil {
		t.Errorf("the state holds %v", objects)
	}
	created := tf.Apply(env.Config(rsa)).MustHaveNoDiagnostics().MustPlan(address, "create")
	if expected := []acctest.Change{{Address: address, Action: "create"}}; !slices.Equal(created.Changes, expected) {
		t.Errorf("the changes are %v", created.Changes)
	}
	env.MustHaveRequested(t, "GET /api/certificates", "POST /api/certificates", "GET /api/certificates")
	env.MustHaveSent(t, "POST", "/api/certificates", `{ "keyType": "RSA", "commonName": "www.example.com" }`)
	if null := tf.Instance(address).NullAttributes("id", "auto_renew"); !slices.Equal(null, []string{"auto_renew"}) {
		t.Errorf("%v are null", null)
	}
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
	tf.Plan(env.Config(ecdsa)).MustSucceed().MustPlan(address, "replace").MustWarn("create_before_destroy")
	tf.Destroy().MustHaveNoDiagnostics().MustPlan(address, "delete")
	if objects := tf.Instances(address); len(objects) != 0 {
		t.Errorf("the state holds %v", objects)
	}
}

// recorder keeps what another check says of the same plan.
type recorder struct {
	check plancheck.PlanCheck
	err   error
}

func (r *recorder) CheckPlan(ctx context.Context, req plancheck.CheckPlanRequest, _ *plancheck.CheckPlanResponse) {
	var inner plancheck.CheckPlanResponse
	r.check.CheckPlan(ctx, req, &inner)
	r.err = inner.Error
}

func TestReplacedBecauseOf(t *testing.T) {
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
			t.Errorf("wrong reason %d passes", i)
		}
	}
	tf.ApplySavedPlan().MustSucceed()
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
}

func TestImportedObjectIsInTheState(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	id := env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com"})
	tf := env.Terraform(t)
	tf.WriteConfig(env.Config(rsa))
	tf.Import(address, "no number").MustFail()
	tf.Import(address, strconv.FormatInt(id, 10)).MustSucceed()
	if imported := tf.Instance(address).Attributes["id"]; imported != float64(id) {
		t.Errorf("the id is %v", imported)
	}
}

package main

import (
	"fmt"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// The states that the benchmark writes have to be what an apply leaves: a plan
// that changes or upgrades them would measure something else.
func TestWrittenStatesPlanNoChange(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	f := newFleet(3)
	t.Cleanup(f.close)
	tf := env.Terraform(t)
	w := &workspace{folder: tf.Path("")}
	instances, err := f.certificates()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.writeState("tigertrust_certificate", "registry.terraform.io/hashicorp/tigertrust", instances); err != nil {
		t.Fatal(err)
	}
	provider := fmt.Sprintf("provider \"tigertrust\" {\n  endpoint = %q\n  api_key  = %q\n}\n", f.endpoint(), mockserver.DefaultAPIKey)
	run := tf.Plan(provider+blocks("tigertrust_certificate", "common_name", 3), "-detailed-exitcode").MustHaveNoDiagnostics()
	if len(run.Changes) > 0 {
		t.Errorf("the plan changes %v", run.Changes)
	}
}

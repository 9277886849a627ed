package certificate_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/hashicorp/go-version"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// yearLongConfig returns a certificate whose window opens in a year.
func yearLongConfig() acctest.Attributes {
	return acctest.Attributes{
		"common_name":   "www.example.com",
		"validity_days": 409,
		"renewal":       map[string]any{"method": "acme", "min_days_remaining": 45},
	}
}

func TestWindow_DailyRefresh_ChangesNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	certificate.Apply(yearLongConfig()).MustHaveNoDiagnostics()
	for number := range 365 {
		before := certificate.StoredState()
		certificate.Refresh().MustHaveNoDiagnostics()
		if after := certificate.StoredState(); after != before {
			t.Fatalf("the refresh on day %d changes the state", number)
		}
		plan := certificate.Plan(yearLongConfig())
		plan.MustHaveNoDiagnostics()
		if plan.Action != acctest.NoOp {
			t.Fatalf("the plan on day %d is %s", number, plan.Action)
		}
		env.Clock.Advance(aDay)
	}
	mustHaveSubmitted(t, env, 0)

	// On this day, fewer than 45 days remain for the first time.
	certificate.Refresh().MustHaveNoDiagnostics()
	plan := certificate.Plan(yearLongConfig())
	if plan.Action != acctest.Update {
		t.Fatalf("the plan after the window has opened is %s", plan.Action)
	}
	plan.MustWarn(`(?s)This plan renews a certificate.*Certificate 1001 \(www\.example\.com\) expires at 2027-02-28T12:00:00Z, in fewer days than renewal\.min_days_remaining, which is 45`)
	for range 2 {
		if again := certificate.Plan(yearLongConfig()); again.Action != plan.Action || fmt.Sprint(again.Unknown) != fmt.Sprint(plan.Unknown) {
			t.Errorf("the same plan again is %s with %v unknown", again.Action, again.Unknown)
		}
	}
	certificate.ApplyPlan(plan).MustHaveNoDiagnostics()
	mustHaveSubmitted(t, env, 1)
	certificate.Apply(yearLongConfig()).MustHaveNoDiagnostics()
	mustHaveSubmitted(t, env, 1)
}

// mustNotChangeOnRefresh fails the test if a refresh changes the state. The exit
// code of Terraform before 1.12 reports a change for every number in the state.
func mustNotChangeOnRefresh(t *testing.T, tf *acctest.Terraform) {
	t.Helper()
	if tf.Version().GreaterThanOrEqual(version.Must(version.NewVersion("1.12.0"))) {
		tf.Plan("", "-refresh-only", "-detailed-exitcode").MustHaveNoDiagnostics()
	}
	before := resourcesInState(t, tf)
	tf.Apply("", "-refresh-only").MustHaveNoDiagnostics()
	if after := resourcesInState(t, tf); !bytes.Equal(before, after) {
		t.Errorf("a refresh changed\n%s\nto\n%s", before, after)
	}
}

// resourcesInState returns the resources in the state file as JSON.
func resourcesInState(t *testing.T, tf *acctest.Terraform) []byte {
	t.Helper()
	content, err := os.ReadFile(tf.Path("terraform.tfstate"))
	if err != nil {
		t.Fatal(err)
	}
	var state struct {
		Resources json.RawMessage `json:"resources"`
	}
	if err := json.Unmarshal(content, &state); err != nil {
		t.Fatal(err)
	}
	return state.Resources
}

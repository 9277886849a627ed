package examples_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// policiesFolder contains Rego policies, their tests, and the plans for these tests.
const (
	policiesFolder = "policies"
	plansFile      = policiesFolder + "/testdata/plans.json"
)

var updatePlans = flag.Bool("update-plans", false, "write the plans for the tests of the policies; needs Terraform 1.14 or later")

// savedPlan is the part of a plan in JSON that the policies read.
type savedPlan struct {
	FormatVersion     string           `json:"format_version"`
	TerraformVersion  string           `json:"terraform_version"`
	Timestamp         string           `json:"timestamp"`
	PlannedValues     json.RawMessage  `json:"planned_values"`
	ResourceChanges   []resourceChange `json:"resource_changes,omitempty"`
	ActionInvocations []map[string]any `json:"action_invocations,omitempty"`
}

type resourceChange struct {
	Address string `json:"address"`
	Mode    string `json:"mode"`
	Type    string `json:"type"`
	Deposed string `json:"deposed,omitempty"`
	Change  struct {
		Actions      []string       `json:"actions"`
		Before       map[string]any `json:"before"`
		After        map[string]any `json:"after"`
		AfterUnknown map[string]any `json:"after_unknown"`
		Importing    map[string]any `json:"importing,omitempty"`
	} `json:"change"`
}

// shape returns a line for each change, without values that differ in each run.
func (p *savedPlan) shape() []string {
	var lines []string
	for _, change := range p.ResourceChanges {
		c := change.Change
		lines = append(lines, fmt.Sprintf("%s %v deposed %t, before: %v %v, after: %v %v %v %v, import %t", change.Address, c.Actions, change.Deposed != "",
			c.Before["status"], c.Before["on_destroy"], c.After["key_type"], c.After["key_size"], c.After["validity_days"], c.AfterUnknown["serial_number"], c.Importing != nil))
	}
	for _, invocation := range p.ActionInvocations {
		lines = append(lines, fmt.Sprint(invocation["address"], " ", invocation["type"]))
	}
	slices.Sort(lines)
	return lines
}

// withoutText removes the PEM certificates and the planned values, which the policies
// do not read.
func (p *savedPlan) withoutText() {
	p.PlannedValues = json.RawMessage("{}")
	for _, change := range p.ResourceChanges {
		for _, values := range []map[string]any{change.Change.Before, change.Change.After, change.Change.AfterUnknown} {
			for name := range values {
				if strings.HasSuffix(name, "_pem") {
					delete(values, name)
				}
			}
		}
	}
}

// policyPlan makes one of the plans, and returns it as terraform show -json prints it.
func policyPlan(t *testing.T, test policyTest) string {
	t.Helper()
	skipIfUnsupported(t, test.applied+test.planned)
	env := emptyEnvironment(t, mockserver.ScopeAll)
	if test.seed != nil {
		test.seed(env.Mock)
	}
	tf := env.Terraform(t)
	if test.applied != "" {
		tf.Apply(withProvider(test.applied)).MustSucceed()
	}
	if test.before != nil {
		test.before(t, env, tf)
	}
	tf.Plan(withProvider(test.planned), append([]string{"-out=plan.bin"}, test.flags...)...).MustSucceed()
	return tf.Command("show", "-json", "plan.bin")
}

// The tests in Rego use saved plans. This test notices if Terraform or the provider
// plan something else, and evaluates the policies for the current plans.
func TestPolicies_Plans(t *testing.T) {
	saved := readSavedPlans(t)
	for name, test := range policyTests {
		t.Run(name, func(t *testing.T) {
			text := policyPlan(t, test)
			var current savedPlan
			if err := json.Unmarshal([]byte(text), &current); err != nil {
				t.Fatal(err)
			}
			if *updatePlans {
				current.withoutText()
				saved[name] = &current
			}
			if saved[name] == nil {
				t.Fatal("the plan is not saved")
			}
			if current, saved := current.shape(), saved[name].shape(); !slices.Equal(current, saved) {
				t.Errorf("planned\n%s\nsaved\n%s", strings.Join(current, "\n"), strings.Join(saved, "\n"))
			}
			file := filepath.Join(t.TempDir(), "plan.json")
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			for tool, evaluate := range evaluations {
				t.Run(tool, func(t *testing.T) { mustDeny(t, evaluate(t, file), test.denied) })
			}
		})
	}
	if *updatePlans {
		writeSavedPlans(t, saved)
	}
}

func readSavedPlans(t *testing.T) map[string]*savedPlan {
	t.Helper()
	if *updatePlans {
		return map[string]*savedPlan{}
	}
	var file struct {
		Plans map[string]*savedPlan `json:"plans"`
	}
	if err := json.Unmarshal([]byte(readExample(t, plansFile)), &file); err != nil {
		t.Fatal(err)
	}
	return file.Plans
}

func writeSavedPlans(t *testing.T, plans map[string]*savedPlan) {
	t.Helper()
	content, err := json.MarshalIndent(map[string]any{"plans": plans}, "", "  ")
	if err == nil {
		err = os.WriteFile(filepath.Join(examplesFolder, plansFile), append(content, '\n'), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// mustDeny checks that there is one message for each of the expected beginnings.
func mustDeny(t *testing.T, messages, expected []string) {
	t.Helper()
	rest := slices.Clone(messages)
	for _, beginning := range expected {
		i := slices.IndexFunc(rest, func(message string) bool { return strings.HasPrefix(message, beginning) })
		if i < 0 {
			t.Fatalf("expected a message that starts with %q, got %q", beginning, messages)
		}
		rest = slices.Delete(rest, i, i+1)
	}
	if len(rest) > 0 {
		t.Errorf("unexpected messages %q", rest)
	}
}

package acctest

import (
	"encoding/json"
	"os"
	"slices"

	"github.com/hashicorp/terraform-plugin-testing/plancheck"
)

// WriteConfig writes the configuration for commands that do not take one.
func (tf *Terraform) WriteConfig(config string) {
	tf.t.Helper()
	tf.writeFile("main.tf", config)
}

// Plan runs terraform plan. Here and in the other methods, an empty config means
// the previous configuration.
func (tf *Terraform) Plan(config string, flags ...string) *Run {
	tf.t.Helper()
	return tf.run(config, "plan", flags)
}

// Apply runs terraform apply.
func (tf *Terraform) Apply(config string, flags ...string) *Run {
	tf.t.Helper()
	return tf.run(config, "apply", append([]string{"-auto-approve"}, flags...))
}

// Destroy runs terraform apply -destroy.
func (tf *Terraform) Destroy(flags ...string) *Run {
	tf.t.Helper()
	return tf.run("", "apply", append([]string{"-auto-approve", "-destroy"}, flags...))
}

// Validate runs terraform validate.
func (tf *Terraform) Validate(config string) *Run {
	tf.t.Helper()
	tf.WriteConfig(config)
	output, succeeded := tf.execute("validate", "-json")
	return newValidation(tf.t, output, succeeded)
}

// Test runs terraform test with the content of a test file.
func (tf *Terraform) Test(config, test string) *Run {
	tf.t.Helper()
	tf.writeFile("main.tftest.hcl", test)
	return tf.run(config, "test", nil)
}

// Query runs terraform query with list blocks. config contains the provider block.
func (tf *Terraform) Query(config, blocks string, flags ...string) *Run {
	tf.t.Helper()
	tf.writeFile("main.tfquery.hcl", blocks)
	return tf.run(config, "query", flags)
}

// Import runs terraform import.
func (tf *Terraform) Import(address, id string) *Run {
	tf.t.Helper()
	output, succeeded := tf.execute("import", "-input=false", "-no-color", address, id)
	return newRun(tf.t, "import", output, succeeded)
}

// planFile is the file to which SavePlan saves the plan.
const planFile = "saved.plan"

// SavePlan plans a configuration and saves the plan, which must pass the checks.
func (tf *Terraform) SavePlan(config string, checks ...plancheck.PlanCheck) *Run {
	tf.t.Helper()
	run := tf.Plan(config, "-out="+planFile).MustSucceed()
	plan := tf.Command("show", "-json", planFile)
	var request plancheck.CheckPlanRequest
	if err := json.Unmarshal(slices.Concat([]byte(`{"Plan":`), []byte(plan), []byte(`}`)), &request); err != nil {
		tf.t.Fatal(err)
	}
	for _, check := range checks {
		var response plancheck.CheckPlanResponse
		check.CheckPlan(tf.t.Context(), request, &response)
		if response.Error != nil {
			tf.t.Error(response.Error)
		}
	}
	return run
}

// ApplySavedPlan applies the plan that SavePlan saved.
func (tf *Terraform) ApplySavedPlan() *Run {
	tf.t.Helper()
	return tf.run("", "apply", []string{planFile})
}

// Output returns the value of a string output.
func (tf *Terraform) Output(name string) string {
	tf.t.Helper()
	return tf.Command("output", "-raw", name)
}

// Command runs any other command, which must succeed, and returns its output.
func (tf *Terraform) Command(arguments ...string) string {
	tf.t.Helper()
	output, succeeded := tf.execute(arguments...)
	if !succeeded {
		tf.t.Fatalf("terraform %q failed:\n%s", arguments, output)
	}
	return output
}

// ApplyForPerson runs terraform apply without -json, and returns what a person sees.
func (tf *Terraform) ApplyForPerson() (output string, succeeded bool) {
	tf.t.Helper()
	return tf.execute("apply", "-auto-approve", "-no-color")
}

func (tf *Terraform) run(config, command string, flags []string) *Run {
	tf.t.Helper()
	if config != "" {
		tf.WriteConfig(config)
	}
	output, succeeded := tf.execute(append([]string{command, "-json"}, flags...)...)
	return newRun(tf.t, command, output, succeeded)
}

func (tf *Terraform) writeFile(name, content string) {
	tf.t.Helper()
	if err := os.WriteFile(tf.Path(name), []byte(content), 0o600); err != nil {
		tf.t.Fatal(err)
	}
}

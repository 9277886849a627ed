package acctest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/provider"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tools/terraformcli"
)

// Terraform is a working directory of a real Terraform that uses the provider
// in the test's process. Unlike [Environment.Test] it tells warnings, shows
// tainted and deposed objects, keeps its state after a failure, and can be
// interrupted. It runs one command at a time.
type Terraform struct {
	t          *testing.T
	executable string
	folder     string
	reattach   string

	mu          sync.Mutex
	running     *os.Process
	interrupted bool
}

// Terraform returns a new working directory.
func (e *Environment) Terraform(t *testing.T) *Terraform {
	t.Helper()
	setUpTerraform()
	executable, err := executable()
	if err != nil {
		t.Fatal(err)
	}
	return &Terraform{t: t, executable: executable, folder: t.TempDir(), reattach: e.serve(t)}
}

// executable finds Terraform once for all tests of a package.
var executable = sync.OnceValues(func() (string, error) {
	return terraformcli.Find(context.Background(), os.TempDir())
})

// serve serves the provider until the test ends and returns what
// TF_REATTACH_PROVIDERS has to be to use it.
func (e *Environment) serve(t *testing.T) string {
	t.Helper()
	server, err := e.ProviderFactories()["tigertrust"]()
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ready, closed, failed := make(chan *plugin.ReattachConfig), make(chan struct{}), make(chan error, 1)
	go func() {
		failed <- tf6server.Serve(provider.Address, func() tfprotov6.ProviderServer { return server },
			tf6server.WithDebug(ctx, ready, closed),
			tf6server.WithGoPluginLogger(hclog.NewNullLogger()),
			tf6server.WithLoggingSink(t))
	}()
	t.Cleanup(func() {
		stop()
		<-closed
	})
	select {
	case err := <-failed:
		t.Fatalf("the provider does not serve: %v", err)
		return ""
	case config := <-ready:
		return reattachment(t, config)
	}
}

// reattachment makes it the provider for every address that a configuration
// can name it by, or means where it names none, in Terraform and in OpenTofu.
func reattachment(t *testing.T, config *plugin.ReattachConfig) string {
	t.Helper()
	attach := map[string]any{
		"Protocol":        config.Protocol,
		"ProtocolVersion": config.ProtocolVersion,
		"Pid":             config.Pid,
		"Test":            config.Test,
		"Addr":            map[string]string{"Network": config.Addr.Network(), "String": config.Addr.String()},
	}
	reattach := map[string]any{}
	for _, registry := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		reattach[registry+"/hashicorp/tigertrust"] = attach
		reattach[registry+"/tigertrust/tigertrust"] = attach
	}
	text, err := json.Marshal(reattach)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Plan plans config, or what was configured before where config is empty.
func (tf *Terraform) Plan(config string, flags ...string) *Run {
	tf.t.Helper()
	return tf.run(config, "plan", flags)
}

// Apply applies config, or what was configured before where config is empty.
func (tf *Terraform) Apply(config string, flags ...string) *Run {
	tf.t.Helper()
	return tf.run(config, "apply", append([]string{"-auto-approve"}, flags...))
}

// Query runs the list blocks, whose provider config holds.
func (tf *Terraform) Query(config, blocks string, flags ...string) *Run {
	tf.t.Helper()
	if err := os.WriteFile(tf.Path("main.tfquery.hcl"), []byte(blocks), 0o600); err != nil {
		tf.t.Fatal(err)
	}
	return tf.run(config, "query", flags)
}

// planFile is where CheckPlan saves the plan.
const planFile = "saved.plan"

// SavePlan plans config and saves the plan, which the checks have to accept.
func (tf *Terraform) SavePlan(config string, checks ...plancheck.PlanCheck) *Run {
	tf.t.Helper()
	run := tf.Plan(config, "-out="+planFile).MustSucceed()
	shown, succeeded := tf.command([]string{"show", "-json", planFile})
	if !succeeded {
		tf.t.Fatalf("terraform show failed:\n%s", shown)
	}
	var request plancheck.CheckPlanRequest
	if err := json.Unmarshal(slices.Concat([]byte(`{"Plan":`), shown, []byte(`}`)), &request); err != nil {
		tf.t.Fatal(err)
	}
	for _, check := range checks {
		var response plancheck.CheckPlanResponse
		check.CheckPlan(context.Background(), request, &response)
		if response.Error != nil {
			tf.t.Error(response.Error)
		}
	}
	return run
}

// ApplySavedPlan applies the plan that CheckPlan saved.
func (tf *Terraform) ApplySavedPlan() *Run {
	tf.t.Helper()
	return tf.run("", "apply", []string{planFile})
}

// Destroy destroys all that is in the state.
func (tf *Terraform) Destroy(flags ...string) *Run {
	tf.t.Helper()
	return tf.run("", "apply", append([]string{"-auto-approve", "-destroy"}, flags...))
}

// Output returns an output that is a text.
func (tf *Terraform) Output(name string) string {
	tf.t.Helper()
	text, succeeded := tf.command([]string{"output", "-raw", name})
	if !succeeded {
		tf.t.Fatalf("terraform output failed:\n%s", text)
	}
	return string(text)
}

// Interrupt tells a command that is running to stop, as ctrl-C does. On
// Windows, where a process cannot send that, the test is skipped.
func (tf *Terraform) Interrupt() {
	tf.mu.Lock()
	defer tf.mu.Unlock()
	if tf.running != nil {
		tf.interrupted = true
		_ = tf.running.Signal(os.Interrupt)
	}
}

// Path returns the path of a file in the working directory.
func (tf *Terraform) Path(file string) string { return filepath.Join(tf.folder, file) }

func (tf *Terraform) run(config, command string, flags []string) *Run {
	tf.t.Helper()
	if config != "" {
		if err := os.WriteFile(tf.Path("main.tf"), []byte(config), 0o600); err != nil {
			tf.t.Fatal(err)
		}
	}
	output, succeeded := tf.command(append([]string{command, "-json"}, flags...))
	return newRun(tf.t, command, output, succeeded)
}

// command runs Terraform, and returns what it printed and whether it ended
// with 0.
func (tf *Terraform) command(arguments []string) ([]byte, bool) {
	tf.t.Helper()
	var output bytes.Buffer
	cmd := exec.CommandContext(context.Background(), tf.executable, arguments...)
	cmd.Dir = tf.folder
	// It ends before collecting garbage would pay.
	cmd.Env = append(os.Environ(), "TF_REATTACH_PROVIDERS="+tf.reattach, "TF_INPUT=0", "GOGC=off")
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Start(); err != nil {
		tf.t.Fatal(err)
	}
	tf.setRunning(cmd.Process)
	err := cmd.Wait()
	tf.setRunning(nil)
	if tf.interrupted && runtime.GOOS == "windows" {
		tf.t.Skip("there is no way to interrupt Terraform on Windows")
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		tf.t.Fatal(err)
	}
	return output.Bytes(), err == nil
}

func (tf *Terraform) setRunning(process *os.Process) {
	tf.mu.Lock()
	defer tf.mu.Unlock()
	tf.running = process
}

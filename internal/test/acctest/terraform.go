package acctest

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tools/terraformcli"
)

// Terraform runs a real Terraform that uses the provider in the test's process,
// in a folder of its own. Unlike [Environment.Test], it shows warnings and
// tainted and deposed objects, keeps the state after a failure, and can be
// interrupted. It runs one command at a time.
type Terraform struct {
	t   *testing.T
	cli *terraformcli.CLI

	mu          sync.Mutex
	running     *os.Process
	interrupted bool
}

// Terraform returns a Terraform with an empty folder.
func (e *Environment) Terraform(t *testing.T) *Terraform {
	t.Helper()
	isolateTerraform()
	executable, err := findTerraform()
	if err != nil {
		t.Fatal(err)
	}
	tf := &Terraform{t: t, cli: &terraformcli.CLI{Executable: executable, Folder: t.TempDir()}}
	tf.useProvider(e.serve(t))
	return tf
}

// findTerraform finds Terraform once for all tests of a package.
var findTerraform = sync.OnceValues(func() (string, error) {
	return terraformcli.Find(context.Background(), os.TempDir())
})

// useProvider sets the value of TF_REATTACH_PROVIDERS.
func (tf *Terraform) useProvider(reattach string) {
	// Commands end before a garbage collection would pay off.
	tf.cli.Environment = append(os.Environ(), "TF_REATTACH_PROVIDERS="+reattach, "TF_INPUT=0", "GOGC=off")
}

// Path returns the path of a file in the folder of Terraform.
func (tf *Terraform) Path(file string) string { return filepath.Join(tf.cli.Folder, file) }

// Interrupt sends the running command an interrupt, as ctrl-C does. Where that is
// impossible, on Windows, it skips the test after the command.
func (tf *Terraform) Interrupt() {
	tf.mu.Lock()
	defer tf.mu.Unlock()
	if tf.running != nil {
		tf.interrupted = true
		_ = tf.running.Signal(os.Interrupt)
	}
}

// Kill kills the running command without a chance to clean up, as when a machine
// fails.
func (tf *Terraform) Kill() {
	tf.mu.Lock()
	defer tf.mu.Unlock()
	if tf.running != nil {
		_ = tf.running.Kill()
	}
}

// execute runs a command, returns its output, and reports whether it exited with 0.
func (tf *Terraform) execute(arguments ...string) (string, bool) {
	tf.t.Helper()
	var output bytes.Buffer
	// Tests may run commands in a cleanup, when the context of the test is done.
	command := tf.cli.Command(context.Background(), arguments...)
	command.Stdout, command.Stderr = &output, &output
	if err := command.Start(); err != nil {
		tf.t.Fatal(err)
	}
	tf.setRunning(command.Process)
	err := command.Wait()
	tf.setRunning(nil)
	if tf.interrupted && runtime.GOOS == "windows" {
		tf.t.Skip("Terraform cannot be interrupted on Windows")
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		tf.t.Fatal(err)
	}
	return output.String(), err == nil
}

func (tf *Terraform) setRunning(process *os.Process) {
	tf.mu.Lock()
	defer tf.mu.Unlock()
	tf.running = process
}

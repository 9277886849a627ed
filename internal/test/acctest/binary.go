package acctest

import (
	"bufio"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// ProviderBinary is the provider as it is built, to be run in processes of its own.
type ProviderBinary struct {
	t    *testing.T
	path string
}

// BuildProvider builds the provider. Folder is where the module is, seen from the test.
func BuildProvider(t *testing.T, folder string) *ProviderBinary {
	t.Helper()
	b := &ProviderBinary{t: t, path: filepath.Join(t.TempDir(), "terraform-provider-tigertrust")}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", b.path, folder)
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	return b
}

// Dir returns where the built provider is.
func (b *ProviderBinary) Dir() string { return filepath.Dir(b.path) }

// attachment is what a provider prints that was started with -debug.
var attachment = regexp.MustCompile(`TF_REATTACH_PROVIDERS='(.*)'`)

// Attach has tf use a new process of the provider from now on. Kill ends that at
// once, as a machine that fails does: the process is not told.
func (b *ProviderBinary) Attach(tf *Terraform) (kill func()) {
	b.t.Helper()
	process := exec.CommandContext(b.t.Context(), b.path, "-debug")
	output, err := process.StdoutPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		b.t.Fatal(err)
	}
	kill = func() { _ = process.Process.Kill() }
	b.t.Cleanup(func() {
		kill()
		_ = process.Wait()
	})
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if found := attachment.FindStringSubmatch(lines.Text()); found != nil {
			tf.reattach = found[1]
			return kill
		}
	}
	b.t.Fatal("the provider did not print how to attach to it")
	return nil
}

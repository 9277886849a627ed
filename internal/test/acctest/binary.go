package acctest

import (
	"bufio"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// ProviderBinary is an executable of the provider, for tests that kill it.
type ProviderBinary struct {
	t    *testing.T
	path string
}

// BuildProvider builds the provider from the module in folder.
func BuildProvider(t *testing.T, folder string) *ProviderBinary {
	t.Helper()
	b := &ProviderBinary{t: t, path: filepath.Join(t.TempDir(), "terraform-provider-tigertrust")}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", b.path, folder)
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	return b
}

// Dir returns the folder that contains the executable.
func (b *ProviderBinary) Dir() string { return filepath.Dir(b.path) }

// attachment matches the line that a provider prints with -debug.
var attachment = regexp.MustCompile(`TF_REATTACH_PROVIDERS='(.*)'`)

// Attach starts a new process of the provider, which tf uses from now on. The
// returned function kills the process, which has no chance to clean up, as when
// a machine fails.
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
		if match := attachment.FindStringSubmatch(lines.Text()); match != nil {
			tf.useProvider(match[1])
			return kill
		}
	}
	b.t.Fatal("the provider did not print TF_REATTACH_PROVIDERS")
	return nil
}

package acctest

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
)

// ProviderBinary is an executable of the provider, for tests that kill it.
type ProviderBinary struct {
	t    *testing.T
	path string
	// environment contains variables in addition to those of the test.
	environment []string
}

// OwnBinary returns the executable of the test as a provider. Its TestMain must
// serve the provider with [startup.ServeDebug] if one of the variables is set.
func OwnBinary(t *testing.T, environment ...string) *ProviderBinary {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return &ProviderBinary{t: t, path: path, environment: environment}
}

// BuildProvider returns the executable of the provider. It is built once per test
// process; TestMain must call [RemoveBuild].
func BuildProvider(t *testing.T) *ProviderBinary {
	t.Helper()
	path, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return &ProviderBinary{t: t, path: path}
}

// RemoveBuild removes the executable that BuildProvider built, if it did.
func RemoveBuild() {
	if buildFolder != "" {
		_ = os.RemoveAll(buildFolder)
	}
}

// buildFolder contains the executable. It is empty before the build.
var buildFolder string

// build builds the provider and returns the path of the executable.
var build = sync.OnceValues(func() (path string, err error) {
	if buildFolder, err = os.MkdirTemp("", "tigertrust-provider-"); err != nil {
		return "", err
	}
	path = filepath.Join(buildFolder, "terraform-provider-tigertrust")
	output, err := exec.Command("go", "build", "-o", path, "github.com/tigertrust/terraform-provider-tigertrust").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, output)
	}
	return path, nil
})

// Dir returns the folder that contains the executable.
func (b *ProviderBinary) Dir() string { return filepath.Dir(b.path) }

// attachment matches the line that a provider prints with -debug.
var attachment = regexp.MustCompile(`TF_REATTACH_PROVIDERS='(.*)'`)

// Attach starts a new process of the provider and makes tf use it. The returned
// function kills the process without a chance to clean up, as when a machine
// fails.
func (b *ProviderBinary) Attach(tf *Terraform) (kill func()) {
	b.t.Helper()
	process := exec.CommandContext(b.t.Context(), b.path, "-debug")
	process.Env = append(os.Environ(), b.environment...)
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

package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tools/terraformcli"
)

// stage is what the scenarios share.
type stage struct {
	folder string
	tf     *terraform
	fleets []*fleet
	// version is Terraform's own.
	version string
	// binary is the size of the stripped provider in bytes.
	binary int64
}

// newStage builds both providers, as a release does. It is to be closed.
func newStage(ctx context.Context, folder string) (*stage, error) {
	executable, err := terraformcli.Find(ctx, folder)
	if err != nil {
		return nil, err
	}
	version, err := exec.CommandContext(ctx, executable, "version").Output()
	if err != nil {
		return nil, err
	}
	s := &stage{folder: folder}
	s.version, _, _ = strings.Cut(string(version), "\n")
	for source, name := range map[string]string{".": "tigertrust", "./internal/tools/bench/bareprovider": "bare"} {
		target := filepath.Join(folder, name, "terraform-provider-"+name)
		build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", target, source)
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if output, err := build.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("building %s (the benchmark runs in the root of the repository): %w\n%s", source, err, output)
		}
		info, err := os.Stat(target)
		if err != nil {
			return nil, err
		}
		if name == "tigertrust" {
			s.binary = info.Size()
		}
	}
	settings := filepath.Join(folder, "terraform.rc")
	content := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"tigertrust/tigertrust\" = %q\n    \"tigertrust/bare\" = %q\n  }\n  direct {}\n}\n",
		filepath.Join(folder, "tigertrust"), filepath.Join(folder, "bare"))
	s.tf = &terraform{executable: executable, settings: settings}
	return s, os.WriteFile(settings, []byte(content), 0o600)
}

func (s *stage) close() {
	for _, fleet := range s.fleets {
		fleet.close()
	}
}

// fleet returns a new fleet that closes with the stage.
func (s *stage) fleet(n int) *fleet {
	f := newFleet(n)
	s.fleets = append(s.fleets, f)
	return f
}

// machine describes what was measured on, and what was built.
func (s *stage) machine() string {
	return fmt.Sprintf("%s, %d cores, %s/%s, %s, %s; the stripped provider has %.1f MB.\n",
		processor(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), s.version, float64(s.binary)/1e6)
}

// processor returns the model of the CPU, where the system tells it (Linux).
func processor() string {
	file, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return "unknown processor"
	}
	defer func() { _ = file.Close() }()
	for scanner := bufio.NewScanner(file); scanner.Scan(); {
		if name, model, ok := strings.Cut(scanner.Text(), ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(model)
		}
	}
	return "unknown processor"
}

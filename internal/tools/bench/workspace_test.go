package bench_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tools/terraformcli"
)

// usage is what runs of Terraform used.
type usage struct {
	// cpu is the CPU time of Terraform and the provider.
	cpu time.Duration
	// peak is the largest resident memory of the provider in bytes.
	peak int64
}

// add adds another run.
func (u *usage) add(other usage) {
	u.cpu += other.cpu
	u.peak = max(u.peak, other.peak)
}

// report reports the metrics that were measured, and the requests to a fleet.
func (u usage) report(b *testing.B, f *fleet) {
	b.Helper()
	requests := 0
	if f != nil {
		requests = f.requests()
	}
	for unit, value := range map[string]float64{
		"cpu-sec/op":  u.cpu.Seconds() / float64(b.N),
		"peak-B":      float64(u.peak),
		"requests/op": float64(requests) / float64(b.N),
	} {
		if value > 0 {
			b.ReportMetric(value, unit)
		}
	}
}

// workspace is a folder in which Terraform runs.
type workspace struct{ folder string }

// newWorkspace returns a folder with a configuration and without a state.
func newWorkspace(tb testing.TB, config string) *workspace {
	tb.Helper()
	w := &workspace{folder: tb.TempDir()}
	w.write(tb, "main.tf", []byte(config))
	return w
}

func (w *workspace) write(tb testing.TB, name string, content []byte) {
	tb.Helper()
	if err := os.WriteFile(filepath.Join(w.folder, name), content, 0o600); err != nil {
		tb.Fatal(err)
	}
}

// run runs a command, which must exit with 0.
func (w *workspace) run(b *testing.B, environment []string, arguments ...string) usage {
	b.Helper()
	command := terraformcli.NewIsolated(executable, w.folder, configFile, environment...).Command(b.Context(), arguments...)
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	peak := watchProvider(command.Process.Pid)
	err := command.Wait()
	used := usage{peak: peak(), cpu: command.ProcessState.UserTime() + command.ProcessState.SystemTime()}
	if err := terraformcli.Explain(command, output.String(), err); err != nil {
		b.Fatal(err)
	}
	return used
}

// blockSize is the number of instances of one resource block. The time of
// Terraform itself grows with its square, and would dominate with larger blocks.
const blockSize = 100

const requiredProviders = `
terraform {
  required_providers {
    tigertrust = { source = "tigertrust/tigertrust" }
    bare       = { source = "tigertrust/bare" }
    echo       = { source = "tigertrust/echo" }
  }
}
`

// resourceBlocks configures n resources with one attribute, which is a name.
func resourceBlocks(typeName, attribute string, n int) string {
	var text strings.Builder
	for first := 0; first < n; first += blockSize {
		fmt.Fprintf(&text, "\nresource %q \"fleet_%d\" {\n  count = %d\n  %s = format(\"host-%%05d.example.com\", %d + count.index)\n}\n",
			typeName, first/blockSize, min(blockSize, n-first), attribute, first)
	}
	return text.String()
}

// instance is a resource instance in a state file.
type instance struct {
	IndexKey      int            `json:"index_key"`
	SchemaVersion int            `json:"schema_version"`
	Attributes    map[string]any `json:"attributes"`
	Private       []byte         `json:"private,omitempty"`
}

// writeState writes a state file with the instances of resourceBlocks.
func (w *workspace) writeState(tb testing.TB, typeName, provider string, instances []instance) {
	tb.Helper()
	var resources []any
	for block := range slices.Chunk(instances, blockSize) {
		resources = append(resources, map[string]any{
			"mode": "managed", "type": typeName, "name": fmt.Sprintf("fleet_%d", len(resources)),
			"provider": fmt.Sprintf("provider[%q]", provider), "instances": block,
		})
	}
	state, err := json.Marshal(map[string]any{
		"version": 4, "serial": 1, "lineage": "6f1b1b0e-0000-4000-8000-000000000000", "resources": resources,
	})
	if err != nil {
		tb.Fatal(err)
	}
	w.write(tb, "terraform.tfstate", state)
}

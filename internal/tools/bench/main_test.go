package bench_test

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tools/terraformcli"
)

// TestMain prepares Terraform if benchmarks are to run.
func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.bench").Value.String() == "" {
		os.Exit(m.Run())
	}
	folder, err := os.MkdirTemp("", "tigertrust-bench-")
	if err != nil {
		log.Fatal(err)
	}
	code := 1
	if err := setUp(context.Background(), folder); err != nil {
		log.Print(err)
	} else {
		code = m.Run()
	}
	_ = os.RemoveAll(folder)
	os.Exit(code)
}

// What all benchmarks need: Terraform, and a CLI configuration file that names
// the providers.
var executable, configFile string

// binarySizes are the sizes of the providers in bytes.
var binarySizes = map[string]int64{}

// setUp finds Terraform and builds the providers as a release does.
func setUp(ctx context.Context, folder string) (err error) {
	if executable, err = terraformcli.Find(ctx, folder); err != nil {
		return err
	}
	version, err := terraformcli.NewIsolated(executable, folder, os.DevNull).Run(ctx, "version")
	if err != nil {
		return err
	}
	// benchstat shows lines of this form with the results.
	number, _, _ := strings.Cut(version, "\n")
	fmt.Printf("terraform: %s\n", strings.TrimPrefix(number, "Terraform "))
	builds := map[string]string{}
	for provider, source := range map[string]string{"tigertrust": filepath.Join("..", "..", ".."), "bare": "./bareprovider", "echo": "./echoprovider"} {
		builds[provider] = filepath.Join(folder, provider)
		target := filepath.Join(builds[provider], "terraform-provider-"+provider)
		build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", target, source)
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if output, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("building the provider %s: %w\n%s", provider, err, output)
		}
		info, err := os.Stat(target)
		if err != nil {
			return err
		}
		binarySizes[provider] = info.Size()
	}
	configFile, err = terraformcli.WriteOverrideConfig(folder, builds)
	return err
}

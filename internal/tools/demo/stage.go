package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/hashicorp/terraform-exec/tfexec"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tools/terraformcli"
)

const (
	// version is what the demo calls the provider that it builds.
	version = "0.0.1"
	// issuanceDelay lets an order take as long as with a quick authority.
	issuanceDelay = 2 * time.Second
)

// stage is everything that the steps need: a mock, and a Terraform in a folder
// with the configuration.
type stage struct {
	mock   *mockserver.Server
	server *httptest.Server
	steps  int
	// quickstart and fleet run Terraform on those examples.
	quickstart, fleet *tfexec.Terraform
}

func (s *stage) close() { s.server.Close() }

// say announces the next step.
func (s *stage) say(step string) {
	s.steps++
	fmt.Printf("\n==> %d. %s\n\n", s.steps, step)
}

// newStage starts the mock. The stage is to be closed.
func newStage() *stage {
	mock := mockserver.New(mockserver.Options{IssuanceDelay: issuanceDelay})
	return &stage{mock: mock, server: httptest.NewServer(mock)}
}

// setUp makes all else that the steps need, in folder.
func (s *stage) setUp(ctx context.Context, folder string) error {
	s.say("Start TigerTrust in memory")
	fmt.Printf("It listens on %s.\n", s.server.URL)

	s.say("Find Terraform")
	terraform, err := terraformcli.Find(ctx, folder)
	if err != nil {
		return err
	}
	fmt.Printf("It is %s.\n", terraform)

	s.say("Build the provider and put it where terraform init looks")
	settings, err := installProvider(ctx, folder)
	if err != nil {
		return err
	}
	environment := map[string]string{
		"CHECKPOINT_DISABLE":  "1",
		"HOME":                folder,
		"PATH":                os.Getenv("PATH"),
		"TF_CLI_CONFIG_FILE":  settings,
		"TIGERTRUST_API_KEY":  mockserver.DefaultAPIKey,
		"TIGERTRUST_ENDPOINT": s.server.URL + "/api",
	}
	if s.quickstart, err = newTerraform(folder, terraform, "quickstart", environment); err != nil {
		return err
	}
	s.fleet, err = newTerraform(folder, terraform, "fleet", environment)
	return err
}

// installProvider builds the real binary into a filesystem mirror, and returns
// the CLI configuration file that names it as the only source.
func installProvider(ctx context.Context, folder string) (string, error) {
	mirror := filepath.Join(folder, "mirror")
	target := filepath.Join(mirror, "registry.terraform.io", "tigertrust", "tigertrust", version, runtime.GOOS+"_"+runtime.GOARCH)
	binary := filepath.Join(target, "terraform-provider-tigertrust_v"+version)
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	build := exec.CommandContext(ctx, "go", "build", "-ldflags", "-X main.version="+version, "-o", binary, ".")
	build.Stdout, build.Stderr = os.Stdout, os.Stderr
	if err := build.Run(); err != nil {
		return "", fmt.Errorf("building the provider (the demo runs in the root of the repository): %w", err)
	}
	fmt.Printf("It is version %s.\n", version)

	settings := filepath.Join(folder, "terraform.rc")
	content := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror)
	return settings, os.WriteFile(settings, []byte(content), 0o600)
}

// newTerraform copies an example into a folder of its own.
func newTerraform(folder, path, example string, environment map[string]string) (*tfexec.Terraform, error) {
	work := filepath.Join(folder, example)
	if err := os.Mkdir(work, 0o700); err != nil {
		return nil, err
	}
	content, err := os.ReadFile(filepath.Join("examples", example, "main.tf"))
	if err != nil {
		return nil, fmt.Errorf("reading the example (the demo runs in the root of the repository): %w", err)
	}
	if err := os.WriteFile(filepath.Join(work, "main.tf"), content, 0o600); err != nil {
		return nil, err
	}
	terraform, err := tfexec.NewTerraform(work, path)
	if err != nil {
		return nil, err
	}
	terraform.SetStdout(os.Stdout)
	terraform.SetStderr(os.Stderr)
	return terraform, terraform.SetEnv(environment)
}

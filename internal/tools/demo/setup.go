package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tools/terraformcli"
)

const (
	// version is the version of the provider that the demo builds.
	version = "0.1.0"
	// issuanceDelay is the time from order to issuance, as with a fast CA.
	issuanceDelay = 2 * time.Second
)

// demo is a mock server, and Terraform in two folders with configurations.
type demo struct {
	mock   *mockserver.Server
	server *httptest.Server
	// step is the number of the current step.
	step int
	// quickstart and fleet run Terraform in copies of these examples.
	quickstart, fleet *terraformcli.CLI
}

// newDemo starts the mock server. The caller has to close the demo.
func newDemo() *demo {
	mock := mockserver.New(mockserver.Options{IssuanceDelay: issuanceDelay})
	return &demo{mock: mock, server: httptest.NewServer(mock)}
}

func (d *demo) close() { d.server.Close() }

// announce prints the title of the next step.
func (d *demo) announce(title string) {
	d.step++
	fmt.Printf("\n==> %d. %s\n\n", d.step, title)
}

// setUp finds Terraform, builds the provider and copies the examples, all into
// folder.
func (d *demo) setUp(ctx context.Context, folder string) error {
	d.announce("Start a TigerTrust server in memory")
	fmt.Printf("Listening on %s.\n", d.server.URL)

	d.announce("Find Terraform")
	terraform, err := terraformcli.Find(ctx, folder)
	if err != nil {
		return err
	}
	fmt.Printf("Using %s.\n", terraform)

	d.announce("Build the provider into a filesystem mirror")
	mirror, err := terraformcli.BuildMirror(ctx, folder, terraformcli.DefaultHost, version, os.Stdout)
	if err != nil {
		return fmt.Errorf("%w (run the demo in the root of the repository)", err)
	}
	fmt.Printf("Built version %s.\n", version)
	configFile, err := terraformcli.WriteMirrorConfig(folder, mirror)
	if err != nil {
		return err
	}
	environment := []string{
		"TF_CLI_ARGS=-no-color",
		"TIGERTRUST_API_KEY=" + mockserver.DefaultAPIKey,
		"TIGERTRUST_ENDPOINT=" + d.server.URL + "/api",
	}
	d.quickstart = terraformcli.NewIsolated(terraform, filepath.Join(folder, "quickstart"), configFile, environment...)
	d.fleet = terraformcli.NewIsolated(terraform, filepath.Join(folder, "fleet"), configFile, environment...)
	for _, cli := range []*terraformcli.CLI{d.quickstart, d.fleet} {
		cli.Output = os.Stdout
		if err := copyExample(cli.Folder); err != nil {
			return fmt.Errorf("copying an example (run the demo in the root of the repository): %w", err)
		}
	}
	return nil
}

// copyExample copies the configuration of the example with the name of a folder
// into that folder.
func copyExample(folder string) error {
	content, err := os.ReadFile(filepath.Join("examples", filepath.Base(folder), "main.tf"))
	if err != nil {
		return err
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "main.tf"), content, 0o600)
}

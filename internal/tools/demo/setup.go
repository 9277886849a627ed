package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tools/terraformcli"
)

const (
	// version is the version of the provider that the demo builds.
	version = "0.1.0"
	// issuanceDelay is the time from order to issuance, as with a fast CA.
	issuanceDelay = time.Second
)

// demo is a mock server, and Terraform in two folders with configurations.
type demo struct {
	// root is the folder of the repository.
	root   string
	output io.Writer
	// isVerbose is true if the whole output of Terraform is printed.
	isVerbose bool

	mock   *mockserver.Server
	server *httptest.Server
	// printed is the number of requests in the journal that steps have printed.
	printed int
	// steps is the number of steps that have begun.
	steps int
	// quickstart and fleet run Terraform in copies of these examples.
	quickstart, fleet *terraformcli.CLI
}

// newDemo starts the mock server. The caller must close it.
func newDemo(root string, output io.Writer, isVerbose bool) *demo {
	mock := mockserver.New(mockserver.Options{IssuanceDelay: issuanceDelay})
	return &demo{root: root, output: output, isVerbose: isVerbose, mock: mock, server: httptest.NewServer(mock)}
}

// printf prints to the output. A failure of a terminal or a pipe is not handled.
func (d *demo) printf(format string, arguments ...any) {
	_, _ = fmt.Fprintf(d.output, format, arguments...)
}

// setUp finds Terraform, builds the provider, and installs it in copies of the
// examples, all in folder.
func (d *demo) setUp(ctx context.Context, folder string) error {
	terraform, err := terraformcli.Find(ctx, folder)
	if err != nil {
		return err
	}
	if err := d.introduce(ctx, terraformcli.NewIsolated(terraform, folder, os.DevNull)); err != nil {
		return err
	}
	var compiler bytes.Buffer
	configFile, err := terraformcli.InstallBuild(ctx, folder, version, &compiler)
	if err != nil {
		return fmt.Errorf("%w (run the demo in the root of the repository)\n%s", err, compiler.String())
	}
	for name, cli := range map[string]**terraformcli.CLI{"quickstart": &d.quickstart, "fleet": &d.fleet} {
		*cli = terraformcli.NewIsolated(terraform, filepath.Join(folder, name), configFile,
			"TF_CLI_ARGS=-no-color",
			"TIGERTRUST_API_KEY="+mockserver.DefaultAPIKey,
			"TIGERTRUST_ENDPOINT="+d.server.URL+"/api",
		)
		if err := d.copyExample(name, (*cli).Folder); err != nil {
			return fmt.Errorf("copying an example (run the demo in the root of the repository): %w", err)
		}
	}
	for _, cli := range []*terraformcli.CLI{d.quickstart, d.fleet} {
		if d.isVerbose {
			cli.Output = d.output
		}
		if _, err := cli.Run(ctx, "init"); err != nil {
			return err
		}
	}
	return nil
}

// copyExample copies the configuration of an example into a new folder.
func (d *demo) copyExample(name, folder string) error {
	content, err := os.ReadFile(filepath.Join(d.root, "examples", name, "main.tf"))
	if err != nil {
		return err
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "main.tf"), content, 0o600)
}

// introduce explains what the demo prints.
func (d *demo) introduce(ctx context.Context, cli *terraformcli.CLI) error {
	terraform, err := cli.Run(ctx, "version", "-no-color")
	if err != nil {
		return err
	}
	name, _, _ := strings.Cut(terraform, "\n")
	if d.isVerbose {
		d.printf("%s runs the provider of this folder against a TigerTrust server in memory.\n"+
			"Each step shows the command, its output, and the requests that changed something on the\n"+
			"server (>).\n", name)
		return nil
	}
	d.printf("%s runs the provider of this folder against a TigerTrust server in memory.\n"+
		"Each step shows the command, the lines of its output that matter (|), and the requests that\n"+
		"changed something on the server (>). All of the output: make demo DEMO_FLAGS=-v\n", name)
	return nil
}

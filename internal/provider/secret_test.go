package provider_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tools/terraformcli"
)

// cliConfigFile builds the provider and returns a CLI configuration file that
// makes Terraform use it.
func cliConfigFile(t *testing.T) string {
	t.Helper()
	folder := acctest.BuildProvider(t).Dir()
	settings, err := terraformcli.WriteOverrideConfig(folder, map[string]string{"tigertrust": folder})
	if err != nil {
		t.Fatal(err)
	}
	return settings
}

// savedPlanContent returns the content of a saved destroy plan.
func savedPlanContent(t *testing.T, terraform *terraformcli.CLI) []byte {
	t.Helper()
	if _, err := terraform.Run(t.Context(), "plan", "-destroy", "-out=saved.plan"); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.OpenReader(filepath.Join(terraform.Folder, "saved.plan"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = archive.Close() }()
	var content []byte
	for _, file := range archive.File {
		part, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		content = append(content, text...)
	}
	if !bytes.Contains(content, []byte("tigertrust_certificate")) {
		t.Error("the plan does not contain the certificate")
	}
	return content
}

func TestAPIKey_IsNeverWritten(t *testing.T) {
	const acceptedKey, refusedKey = "ak_accepted_5f0c9e", "ak_refused_77ab31"
	acctest.UnsetEnvironment(t)
	env := acctest.New(t, mockserver.Options{APIKeys: []mockserver.APIKey{
		{Name: "accepted", Secret: acceptedKey},
		{Name: "refused", Secret: refusedKey, State: mockserver.KeyRevoked},
	}})
	// The built provider uses the system clock.
	env.Clock.Advance(time.Since(acctest.Start))
	settings := cliConfigFile(t)
	executable, err := terraformcli.Find(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}

	// Terraform prints the line of an error. It would print an invalid key that is
	// in the configuration itself.
	const variable = "variable \"key\" {\n  type      = string\n  default   = \"\"\n  sensitive = true\n}\n"
	for name, test := range map[string]struct {
		key, block string
		succeeds   bool
	}{
		"in the configuration":   {key: acceptedKey, block: fmt.Sprintf("api_key = %q", acceptedKey), succeeds: true},
		"in the environment":     {key: acceptedKey, succeeds: true},
		"rejected by the server": {key: refusedKey},
		"invalid, in a variable": {key: refusedKey + " ", block: "api_key = var.key"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			config := fmt.Sprintf("terraform {\n  required_providers {\n    tigertrust = { source = \"tigertrust/tigertrust\" }\n  }\n}\nprovider \"tigertrust\" {\n  %s\n}\n%s\n%s", test.block, variable, anyCertificate)
			if err := os.WriteFile(filepath.Join(folder, "main.tf"), []byte(config), 0o600); err != nil {
				t.Fatal(err)
			}
			trace := filepath.Join(folder, "trace.log")
			// A plan contains the values of variables.
			name := "TF_VAR_key="
			if test.block == "" {
				name = "TIGERTRUST_API_KEY="
			}
			terraform := terraformcli.NewIsolated(executable, folder, settings,
				"TF_LOG=TRACE", "TF_LOG_PATH="+trace, "TIGERTRUST_ENDPOINT="+env.Endpoint, name+test.key)
			output, err := terraform.Run(t.Context(), "apply", "-auto-approve", "-no-color")
			if (err == nil) != test.succeeds {
				t.Fatal(err)
			}
			log, err := os.ReadFile(trace)
			if err != nil {
				t.Fatal(err)
			}
			if test.succeeds && !strings.Contains(string(log), "response from TigerTrust") {
				t.Error("the log does not contain the requests")
			}
			state, err := os.ReadFile(filepath.Join(folder, "terraform.tfstate"))
			if test.succeeds && err != nil {
				t.Error(err)
			}
			shown := map[string][]byte{"log": log, "output": []byte(output), "state": state}
			if test.succeeds && test.block == "" {
				// A plan contains the configuration, and a key in it.
				shown["plan"] = savedPlanContent(t, terraform)
			}
			secret := strings.TrimSpace(test.key)
			for what, content := range shown {
				if i := strings.Index(string(content), secret); i >= 0 {
					t.Errorf("the %s contains the key: …%s…", what, content[max(0, i-200):min(len(content), i+80)])
				}
			}
		})
	}
}

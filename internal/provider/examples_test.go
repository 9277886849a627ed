package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/mockserver"
)

// exampleEnvironment is an account that every example finds what it needs in.
func exampleEnvironment(t *testing.T) *acctest.Environment {
	t.Helper()
	env := acctest.New(t, mockserver.Options{Workspaces: []string{"ws_123456"}})
	unsetEnvironment(t)
	t.Setenv("TIGERTRUST_ENDPOINT", env.Endpoint)
	t.Setenv("TIGERTRUST_API_KEY", mockserver.DefaultKey)
	soon := acctest.Start.Add(10 * 24 * time.Hour)
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", KeyType: "ECDSA", KeySize: 256})
	env.Mock.Seed(mockserver.Seed{CommonName: "soon.example.com", ValidFrom: acctest.Start.AddDate(0, -2, 0), ValidTo: soon})
	for range 42 {
		env.Mock.SeedDiscovered(mockserver.Discovered{CommonName: "legacy.example.com", Source: "kubernetes", AgentID: "agent-prod-01"})
	}
	return env
}

// example returns the configuration of an example, with the provider from the
// environment.
func example(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", "examples", file))
	if err != nil {
		t.Fatal(err)
	}
	config := string(content)
	if !strings.Contains(config, "required_providers") {
		config = "terraform {\n  required_providers {\n    tigertrust = {\n      source = \"tigertrust/tigertrust\"\n    }\n  }\n}\nprovider \"tigertrust\" {}\n" + config
	}
	return config
}

func TestEveryExampleApplies(t *testing.T) {
	var files []string
	for _, pattern := range []string{"*/main.tf", "provider/*.tf", "resources/*/*.tf", "data-sources/*/*.tf"} {
		found, err := filepath.Glob(filepath.Join("..", "..", "examples", pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) < 10 {
		t.Fatalf("only %d examples were found", len(files))
	}
	for _, file := range files {
		name, err := filepath.Rel(filepath.Join("..", "..", "examples"), file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) {
			env := exampleEnvironment(t)
			tf := env.Terraform(t)
			tf.Apply(example(t, name)).MustSucceed()
			tf.Plan("").MustSucceed()
			tf.Destroy().MustSucceed()
		})
	}
}

func TestExampleOfAFleetWarnsOfWhatExpires(t *testing.T) {
	env := exampleEnvironment(t)
	env.Terraform(t).Apply(example(t, "fleet/main.tf")).MustSucceed().
		MustWarn(`(?s)These certificates expire within 30 days: soon\.example\.com`)
	saw := env.Mock.Summary()
	if saw.Imported != 42 || saw.Issued != 1 || saw.Deployed != 1 {
		t.Errorf("the server saw %+v", saw)
	}
}

func TestExpiryReportTellsWhatExpiresWhen(t *testing.T) {
	env := exampleEnvironment(t)
	env.Mock.Seed(mockserver.Seed{CommonName: "later.example.com", ValidFrom: acctest.Start.AddDate(0, -1, 0), ValidTo: acctest.Start.AddDate(0, 2, 0)})
	tf := env.Terraform(t)
	tf.Apply(example(t, "expiry-report/main.tf")).MustSucceed()
	report := tf.Output("report")
	for _, want := range []string{
		"title 3 certificates\n", "\n    January 2026 : 25 Jan<br>soon.<br>example.com\n", "\n    March 2026 : 15 Mar<br>later.<br>example.com\n",
		"| soon.example.com | 2026-01-25 | 10 | Let's Encrypt Authority X3 |",
	} {
		if !strings.Contains(report, want) {
			t.Errorf("the report lacks %q:\n%s", want, report)
		}
	}
}

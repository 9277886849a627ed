package provider_test

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// exampleEnvironment is an account that every example finds what it needs in.
func exampleEnvironment(t *testing.T) *acctest.Environment {
	t.Helper()
	env := acctest.New(t, mockserver.Options{Workspaces: []string{"ws_123456"}})
	unsetEnvironment(t)
	t.Setenv("TIGERTRUST_ENDPOINT", env.Endpoint)
	t.Setenv("TIGERTRUST_API_KEY", mockserver.DefaultAPIKey)
	soon := acctest.Start.Add(10 * 24 * time.Hour)
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", KeyType: "ECDSA", KeySize: 256})
	env.Mock.Seed(mockserver.Seed{CommonName: "soon.example.com", ValidFrom: acctest.Start.AddDate(0, -2, 0), ValidTo: soon})
	for range 42 {
		env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "legacy.example.com", Source: "kubernetes", AgentID: "agent-prod-01"})
	}
	return env
}

// folder is where the examples are.
var folder = filepath.Join("..", "..", "examples")

// example returns an example, with the provider from the environment where it
// has no settings of its own.
func example(t *testing.T, file string) string {
	t.Helper()
	return withProvider(written(t, file))
}

// written returns what a file of an example holds.
func written(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(folder, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// withProvider adds the blocks that a configuration leaves out because every
// configuration has them.
func withProvider(config string) string {
	if !strings.Contains(config, `provider "tigertrust" {`) {
		config = "provider \"tigertrust\" {}\n" + config
	}
	if !strings.Contains(config, "required_providers") {
		config = "terraform {\n  required_providers {\n    tigertrust = {\n      source = \"tigertrust/tigertrust\"\n    }\n  }\n}\n" + config
	}
	return config
}

// newer is what an older Terraform does not know, and since when it is known.
var newer = []struct {
	part  string
	since *version.Version
}{
	{"removed {", tfversion.Version1_7_0},
	{"moved {", tfversion.Version1_8_0},
	{"provider::tigertrust::", tfversion.Version1_8_0},
	{"identity = {", tfversion.Version1_12_0},
	{"action \"", tfversion.Version1_14_0},
	{"list \"", tfversion.Version1_14_0},
}

// skipIfTooOld skips a test for whose configuration Terraform is too old.
func skipIfTooOld(t *testing.T, config string) {
	t.Helper()
	for _, known := range newer {
		if strings.Contains(config, known.part) {
			acctest.SkipUnlessVersion(t, tfversion.SkipBelow(known.since))
		}
	}
}

// TestEveryExampleApplies tries each file that there is, so that no example
// was never run.
func TestEveryExampleApplies(t *testing.T) {
	examples := os.DirFS(folder)
	tried := 0
	err := fs.WalkDir(examples, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		try := exampleApplies
		switch name := path.Base(file); {
		case strings.HasPrefix(name, "import-by-"):
			try = exampleImports
		case name == "import.sh":
			try = exampleImportsByCommand
		case strings.HasSuffix(name, ".tfquery.hcl"):
			try = exampleLists
		case path.Ext(name) != ".tf":
			t.Errorf("nothing tries %s", file)
			return nil
		}
		tried++
		t.Run(file, func(t *testing.T) { try(t, file) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if tried < 15 {
		t.Errorf("only %d examples were found", tried)
	}
}

func exampleApplies(t *testing.T, file string) {
	t.Helper()
	env := exampleEnvironment(t)
	tf := env.Terraform(t)
	config := example(t, file)
	skipIfTooOld(t, config)
	tf.Apply(config).MustSucceed()
	mustBeDone(t, tf)
	tf.Destroy().MustSucceed()
}

// mustBeDone expects that nothing is left to do after an apply, but to look
// what expires.
func mustBeDone(t *testing.T, tf *acctest.Terraform) {
	t.Helper()
	for _, change := range tf.Plan("").MustSucceed().Changes {
		if change.Action != "read" {
			t.Errorf("after the apply, the plan has %v", change)
		}
	}
}

func exampleLists(t *testing.T, file string) {
	t.Helper()
	query := written(t, file)
	skipIfTooOld(t, query)
	if run := exampleEnvironment(t).Terraform(t).Query(withProvider(""), query).MustSucceed(); len(run.QueryResults) == 0 {
		t.Error("it finds nothing")
	}
}

// importedID is the id in the examples of import.
const importedID = 1045

// imported returns an account in which what an example imports is there, and
// the resource's own example, which it is imported into.
func imported(t *testing.T, file string) (*acctest.Environment, string) {
	t.Helper()
	env := exampleEnvironment(t)
	var id int64
	if strings.Contains(file, "discovered") {
		var err error
		if id, err = env.Mock.ImportDiscovered(1003, 5); err != nil {
			t.Fatal(err)
		}
	} else {
		id = env.Mock.Seed(mockserver.Seed{CommonName: "shop.example.com", SubjectAlternativeNames: []string{"www.shop.example.com"}, KeyType: "ECDSA", KeySize: 256})
	}
	if id != importedID {
		t.Fatalf("the account has the certificate %d, and the examples import %d", id, importedID)
	}
	return env, example(t, path.Join(path.Dir(file), "resource.tf"))
}

// address is the object that an example of import imports into.
var address = regexp.MustCompile(`tigertrust_\w+\.\w+`)

// exampleImports tries an import block: what it names is imported, and neither
// replaced nor ordered again.
func exampleImports(t *testing.T, file string) {
	t.Helper()
	env, config := imported(t, file)
	block := written(t, file)
	skipIfTooOld(t, block)
	tf := env.Terraform(t)
	plan := tf.Plan(config + block).MustSucceed()
	for _, change := range plan.Changes {
		if change.Address == address.FindString(block) && change.Action != "import" && change.Action != "update" {
			t.Errorf("the plan has %v", change)
		}
	}
	tf.Apply("").MustSucceed()
	tf.Plan("").MustSucceed().MustPlan(address.FindString(block))
}

// exampleImportsByCommand tries each line of a file on its own.
func exampleImportsByCommand(t *testing.T, file string) {
	t.Helper()
	script := written(t, file)
	commands := regexp.MustCompile(`(?m)^terraform import (\S+) (\S+)$`).FindAllStringSubmatch(script, -1)
	if lines := regexp.MustCompile(`(?m)^[^#\n]`).FindAllString(script, -1); len(commands) == 0 || len(commands) != len(lines) {
		t.Fatalf("%d of %d lines are commands that import", len(commands), len(lines))
	}
	for _, command := range commands {
		t.Run(command[2], func(t *testing.T) {
			env, config := imported(t, file)
			tf := env.Terraform(t)
			tf.WriteConfig(config)
			tf.Import(command[1], command[2]).MustSucceed()
			if tf.Instance(command[1]).Tainted {
				t.Error("what was imported is tainted")
			}
		})
	}
}

// TestExamplesAreFormatted tries the formatting that a user's editor applies.
func TestExamplesAreFormatted(t *testing.T) {
	t.Parallel()
	err := fs.WalkDir(os.DirFS(folder), ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(file) == ".sh" {
			return err
		}
		content, err := os.ReadFile(filepath.Join(folder, file))
		if err != nil {
			return err
		}
		if formatted := hclwrite.Format(content); !bytes.Equal(formatted, content) {
			t.Errorf("%s is not formatted; it should be\n%s", file, formatted)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
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

package examples_test

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tools/terraformcli"
)

// exampleEnvironment returns an account with everything that the examples refer
// to, and a service that always serves the certificate that was deployed last.
func exampleEnvironment(t *testing.T) *acctest.Environment {
	t.Helper()
	env, service := acctest.NewWithService(t, mockserver.Options{Workspaces: []string{"ws_123456"}})
	service.OnHandshake(func(int) { service.Reload() })
	acctest.UnsetEnvironment(t)
	t.Setenv("TIGERTRUST_ENDPOINT", env.Endpoint)
	t.Setenv("TIGERTRUST_API_KEY", mockserver.DefaultAPIKey)
	env.Mock.SeedGuides()
	www, _ := env.Mock.Certificate(mockserver.FirstID)
	service.Load(www)
	return env
}

var examplesFolder = filepath.Join("..", "..", "..", "examples")

// exampleConfig returns an example, with a provider block if it has none.
func exampleConfig(t *testing.T, file string) string {
	t.Helper()
	return withProvider(readExample(t, file))
}

// exampleEndpoint matches the endpoints of services in examples.
var exampleEndpoint = regexp.MustCompile(`"\w+\.example\.com:443"`)

// withService returns a configuration with the endpoint of the service in the
// environment.
func withService(env *acctest.Environment, config string) string {
	return exampleEndpoint.ReplaceAllString(config, strconv.Quote(env.Service.Endpoint))
}

// readExample returns the content of a file in the folder of examples.
func readExample(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(examplesFolder, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// withProvider adds the provider blocks that an example omits.
func withProvider(config string) string {
	if !strings.Contains(config, `provider "tigertrust" {`) {
		config = "provider \"tigertrust\" {}\n" + config
	}
	if !strings.Contains(config, "required_providers") {
		config = "terraform {\n  required_providers {\n    tigertrust = {\n      source = \"tigertrust/tigertrust\"\n    }\n  }\n}\n" + config
	}
	return config
}

// version1_16_0 introduced events of destruction, on_failure and caller for actions.
var version1_16_0 = version.Must(version.NewVersion("1.16.0"))

// newSyntax is syntax with the version of Terraform that introduced it.
var newSyntax = []struct {
	text  string
	since *version.Version
}{
	{"removed {", tfversion.Version1_7_0},
	{"mock_provider ", tfversion.Version1_7_0},
	{"moved {", tfversion.Version1_8_0},
	{"provider::tigertrust::", tfversion.Version1_8_0},
	{"ephemeral ", tfversion.Version1_10_0},
	{"identity = {", tfversion.Version1_12_0},
	{"action \"", tfversion.Version1_14_0},
	{"list \"", tfversion.Version1_14_0},
	{"[before_destroy", version1_16_0},
	{"[after_destroy", version1_16_0},
	{"on_failure", version1_16_0},
	{"caller.", version1_16_0},
}

// skipIfUnsupported skips a test if this version of Terraform does not support
// the syntax of the configuration.
func skipIfUnsupported(t *testing.T, config string) {
	t.Helper()
	for _, syntax := range newSyntax {
		if strings.Contains(config, syntax.text) {
			acctest.SkipUnlessVersion(t, tfversion.SkipBelow(syntax.since))
		}
	}
}

// A file of a kind that no test covers fails the test.
func TestExamples_Apply(t *testing.T) {
	examples := os.DirFS(examplesFolder)
	tried := 0
	err := fs.WalkDir(examples, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if hasOwnTests(file) {
				return fs.SkipDir
			}
			return nil
		}
		try := applyExample
		switch name := path.Base(file); {
		case strings.HasPrefix(name, "import-by-"):
			try = importExample
		case name == "import.sh":
			try = importExampleByCommand
		case strings.HasSuffix(name, ".tfquery.hcl"):
			try = queryExample
		case strings.HasSuffix(name, ".tftest.hcl"):
			try = testExample
		case strings.HasSuffix(name, ".tfmock.hcl"):
			// testExample uses it.
			return nil
		case path.Ext(name) != ".tf":
			t.Errorf("no test covers %s", file)
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

// hasOwnTests reports whether other tests use the files of a folder of examples.
func hasOwnTests(folder string) bool {
	return slices.Contains([]string{modulesFolder, pipelinesFolder, policiesFolder, reportFolder}, folder)
}

func applyExample(t *testing.T, file string) {
	t.Helper()
	env := exampleEnvironment(t)
	tf := env.Terraform(t)
	config := withService(env, exampleConfig(t, file))
	skipIfUnsupported(t, config)
	tf.Apply(config).MustSucceed()
	mustHaveNoChanges(t, tf)
	tf.Destroy().MustSucceed()
}

// mustHaveNoChanges expects a plan that changes nothing. It may read data
// sources.
func mustHaveNoChanges(t *testing.T, tf *acctest.Terraform) {
	t.Helper()
	for _, change := range tf.Plan("").MustSucceed().Changes {
		if change.Action != "read" {
			t.Errorf("after the apply, the plan contains %v", change)
		}
	}
}

func queryExample(t *testing.T, file string) {
	t.Helper()
	query := readExample(t, file)
	skipIfUnsupported(t, query)
	env := exampleEnvironment(t)
	if _, err := env.Mock.ImportDiscovered(1004, 5); err != nil {
		t.Fatal(err)
	}
	env.Mock.Configure(func(o *mockserver.Options) { o.Fields = mockserver.IncludeSettings() })
	if run := env.Terraform(t).Query(withProvider(""), query).MustSucceed(); len(run.QueryResults) == 0 {
		t.Error("the query found nothing")
	}
}

// testExample runs the tests of a module with the mock values next to it.
func testExample(t *testing.T, file string) {
	t.Helper()
	env := exampleEnvironment(t)
	tf := env.Terraform(t)
	folder := path.Dir(file)
	mocks := filepath.Join("mocks", "tigertrust.tfmock.hcl")
	if err := os.Mkdir(tf.Path("mocks"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(tf.Path(mocks), []byte(readExample(t, filepath.Join(folder, mocks))), 0o600); err != nil {
		t.Fatal(err)
	}
	test := readExample(t, file)
	skipIfUnsupported(t, test)
	if terraformcli.ProviderHost() == "registry.opentofu.org" {
		t.Skip("mock_provider of OpenTofu has no source")
	}
	tf.Test(exampleConfig(t, path.Join(folder, "main.tf")), test).MustSucceed()
	env.MustHaveRequested(t)
}

// importEnvironment returns an account with the object that an import example
// imports, and the configuration that it is imported into.
func importEnvironment(t *testing.T, file string) (*acctest.Environment, string) {
	t.Helper()
	env := exampleEnvironment(t)
	if strings.Contains(file, "discovered") {
		if id, err := env.Mock.ImportDiscovered(1003, 5); err != nil || id != 1008 {
			t.Fatalf("the account has the certificate %d (%v), and the examples import 1008", id, err)
		}
	}
	return env, exampleConfig(t, path.Join(path.Dir(file), "resource.tf"))
}

// resourceAddress matches the address that an import example imports to.
var resourceAddress = regexp.MustCompile(`tigertrust_\w+\.\w+`)

// importExample applies an import block. It must import the object and neither
// replace nor create it.
func importExample(t *testing.T, file string) {
	t.Helper()
	env, config := importEnvironment(t, file)
	block := readExample(t, file)
	skipIfUnsupported(t, block)
	tf := env.Terraform(t)
	plan := tf.Plan(config + block).MustSucceed()
	for _, change := range plan.Changes {
		if change.Address == resourceAddress.FindString(block) && change.Action != "import" && change.Action != "update" {
			t.Errorf("the plan contains %v", change)
		}
	}
	tf.Apply("").MustSucceed()
	tf.Plan("").MustSucceed().MustPlan(resourceAddress.FindString(block))
}

// importExampleByCommand runs each command of a file on its own.
func importExampleByCommand(t *testing.T, file string) {
	t.Helper()
	script := readExample(t, file)
	commands := regexp.MustCompile(`(?m)^terraform import (\S+) (\S+)$`).FindAllStringSubmatch(script, -1)
	if lines := regexp.MustCompile(`(?m)^[^#\n]`).FindAllString(script, -1); len(commands) == 0 || len(commands) != len(lines) {
		t.Fatalf("%d of %d lines are import commands", len(commands), len(lines))
	}
	for _, command := range commands {
		t.Run(command[2], func(t *testing.T) {
			env, config := importEnvironment(t, file)
			tf := env.Terraform(t)
			tf.WriteConfig(config)
			tf.Import(command[1], command[2]).MustSucceed()
			if tf.Instance(command[1]).Tainted {
				t.Error("the imported resource is tainted")
			}
		})
	}
}

// A query file cannot contain terraform blocks, so the pages of list resources have
// none.
func TestDocs_FirstExample_HasVersions(t *testing.T) {
	t.Parallel()
	docs := filepath.Join("..", "..", "..", "docs")
	pages := []string{filepath.Join(docs, "index.md"), filepath.Join(docs, "guides", "get-started.md"), filepath.Join(docs, "guides", "testing.md")}
	for _, folder := range []string{"resources", "data-sources", "actions", "functions"} {
		files, err := filepath.Glob(filepath.Join(docs, folder, "*.md"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", folder, err)
		}
		pages = append(pages, files...)
	}
	for _, page := range pages {
		content, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		_, example, _ := strings.Cut(string(content), "```terraform\n")
		if example, _, _ = strings.Cut(example, "```"); !strings.Contains(example, `version = "~> `) || !strings.Contains(example, `required_version = ">= `) {
			t.Errorf("the first example of %s has no version constraints:\n%s", page, example)
		}
	}
}

func TestExamples_AreFormatted(t *testing.T) {
	t.Parallel()
	err := fs.WalkDir(os.DirFS(examplesFolder), ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.Contains([]string{".tf", ".hcl"}, path.Ext(file)) {
			return err
		}
		content, err := os.ReadFile(filepath.Join(examplesFolder, file))
		if err != nil {
			return err
		}
		if formatted := hclwrite.Format(content); !bytes.Equal(formatted, content) {
			t.Errorf("%s is not formatted, want\n%s", file, formatted)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestExamples_Fleet_WarnsOfExpiry(t *testing.T) {
	env := exampleEnvironment(t)
	env.Terraform(t).Apply(exampleConfig(t, "fleet/main.tf")).MustSucceed().
		MustWarn(`(?s)These certificates expire within 30 days: soon\.example\.com`)
	summary := env.Mock.Summary()
	if summary.Imported != 2 || summary.Issued != 1 || summary.Deployed != 1 {
		t.Errorf("got %+v", summary)
	}
}

package examples_test

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
)

// modulesFolder contains a folder for each module. The tests of this file use all
// files in it.
const modulesFolder = "modules"

// moduleFile matches the files of a module that a test uses.
var moduleFile = regexp.MustCompile(`^\w+/(\w+\.tf|README\.md|example/main\.tf|tests/\w+\.tftest\.hcl)$`)

// modules returns the names of the modules.
func modules(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(examplesFolder, modulesFolder))
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) < 2 {
		t.Fatalf("only %d modules were found", len(entries))
	}
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = entry.Name()
	}
	return names
}

// copyModule copies a module into a folder of Terraform.
func copyModule(t *testing.T, tf *acctest.Terraform, module, folder string) {
	t.Helper()
	if err := os.CopyFS(tf.Path(folder), os.DirFS(filepath.Join(examplesFolder, modulesFolder, module))); err != nil {
		t.Fatal(err)
	}
}

// moduleSource matches the source of a module in its examples.
var moduleSource = regexp.MustCompile(`source( *)= "\.[./\w]+"`)

// callModule returns a Terraform with a module, and the configuration with the path
// of the module.
func callModule(t *testing.T, env *acctest.Environment, module, config string) (*acctest.Terraform, string) {
	t.Helper()
	tf := env.Terraform(t)
	copyModule(t, tf, module, "called")
	config = withProvider(moduleSource.ReplaceAllString(config, `source$1= "./called"`))
	tf.WriteConfig(config)
	tf.Command("get")
	return tf, config
}

// moduleEnvironment is like exampleEnvironment. Its clock has the time of
// plantimestamp().
func moduleEnvironment(t *testing.T) *acctest.Environment {
	t.Helper()
	env := exampleEnvironment(t)
	env.Clock.Advance(time.Since(acctest.Start))
	return env
}

func TestModules_EveryFileIsTested(t *testing.T) {
	t.Parallel()
	err := fs.WalkDir(os.DirFS(filepath.Join(examplesFolder, modulesFolder)), ".", func(file string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && !moduleFile.MatchString(file) {
			t.Errorf("no test covers %s", file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The examples are the one in the folder and the code blocks of the README.
func TestModules_Examples_Apply(t *testing.T) {
	for _, module := range modules(t) {
		configs := map[string]string{"example": readExample(t, path.Join(modulesFolder, module, "example", "main.tf"))}
		for _, s := range readSnippets(t, filepath.Join(examplesFolder, modulesFolder, module, "README.md")) {
			if s.language == "terraform" {
				configs[fmt.Sprintf("README line %d", s.line)] = s.text
			}
		}
		if len(configs) < 2 {
			t.Errorf("the README of %s has no example", module)
		}
		for name, config := range configs {
			t.Run(module+" "+name, func(t *testing.T) {
				env := moduleEnvironment(t)
				tf, config := callModule(t, env, module, withService(env, config))
				tf.Apply(config).MustSucceed()
				mustHaveNoChanges(t, tf)
				tf.Destroy().MustSucceed()
			})
		}
	}
}

func TestModules_Tests_Pass(t *testing.T) {
	acctest.SkipUnlessVersion(t, tfversion.SkipBelow(tfversion.Version1_7_0))
	for _, module := range modules(t) {
		t.Run(module, func(t *testing.T) {
			env := exampleEnvironment(t)
			tf := env.Terraform(t)
			copyModule(t, tf, module, "")
			if output := tf.Command("test", "-no-color"); !regexp.MustCompile(`Success! [1-9]\d* passed, 0 failed`).MatchString(output) {
				t.Error(output)
			}
			env.MustHaveRequested(t)
		})
	}
}

func TestModules_README_ListsVariablesAndOutputs(t *testing.T) {
	t.Parallel()
	for _, module := range modules(t) {
		listed := namesInTables(readExample(t, path.Join(modulesFolder, module, "README.md")))
		for title, file := range map[string]string{"Inputs": "variables.tf", "Outputs": "outputs.tf"} {
			var declared []string
			for _, match := range regexp.MustCompile(`(?m)^(?:variable|output) "(\w+)"`).FindAllStringSubmatch(readExample(t, path.Join(modulesFolder, module, file)), -1) {
				declared = append(declared, match[1])
			}
			slices.Sort(declared)
			if len(declared) == 0 || !slices.Equal(listed[title], declared) {
				t.Errorf("%s, %s: got %q, want %q", module, title, listed[title], declared)
			}
		}
	}
}

// namesInTables returns the sorted names in the first column of the tables of each
// section.
func namesInTables(readme string) map[string][]string {
	names := map[string][]string{}
	for _, section := range strings.Split(readme, "\n## ")[1:] {
		title, _, _ := strings.Cut(section, "\n")
		for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]*) \\|").FindAllStringSubmatch(section, -1) {
			for _, name := range strings.Split(row[1], ", ") {
				names[title] = append(names[title], strings.Trim(name, "`"))
			}
		}
		slices.Sort(names[title])
	}
	return names
}

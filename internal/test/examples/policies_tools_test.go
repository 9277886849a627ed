package examples_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// policyTool returns the path of a tool, or skips the test.
func policyTool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not on PATH", name)
	}
	return path
}

// evaluations returns the messages of the rules deny for a plan in a file, each after
// the name of its package.
var evaluations = map[string]func(t *testing.T, plan string) []string{
	"opa": func(t *testing.T, plan string) []string {
		t.Helper()
		output, err := exec.CommandContext(t.Context(), policyTool(t, "opa"), "eval", "--fail", "--data", filepath.Join(examplesFolder, policiesFolder), "--input", plan,
			`[message | some name, policy in data.tigertrust; some text in policy.deny; message := concat(": ", [name, text])]`).Output()
		if err != nil {
			t.Fatal(err)
		}
		var result struct {
			Result []struct {
				Expressions []struct {
					Value []string `json:"value"`
				} `json:"expressions"`
			} `json:"result"`
		}
		if err := json.Unmarshal(output, &result); err != nil {
			t.Fatal(err)
		}
		return result.Result[0].Expressions[0].Value
	},
	"conftest": func(t *testing.T, plan string) []string {
		t.Helper()
		// It fails if a policy denies the plan.
		output, err := exec.CommandContext(t.Context(), policyTool(t, "conftest"), "test", "--policy", filepath.Join(examplesFolder, policiesFolder), "--all-namespaces", "--output", "json", plan).Output()
		var result []struct {
			Namespace string `json:"namespace"`
			Failures  []struct {
				Message string `json:"msg"`
			} `json:"failures"`
		}
		if json.Unmarshal(output, &result) != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		var messages []string
		for _, namespace := range result {
			for _, failure := range namespace.Failures {
				messages = append(messages, strings.TrimPrefix(namespace.Namespace, "tigertrust.")+": "+failure.Message)
			}
		}
		return messages
	},
}

// The tools also run the tests that are written in Rego.
func TestPolicies_OwnTests_Pass(t *testing.T) {
	for tool, arguments := range map[string][]string{
		"opa":      {"test", "."},
		"conftest": {"verify", "--policy", ".", "--data", "."},
	} {
		t.Run(tool, func(t *testing.T) {
			command := exec.CommandContext(t.Context(), policyTool(t, tool), arguments...)
			command.Dir = filepath.Join(examplesFolder, policiesFolder)
			if output, err := command.CombinedOutput(); err != nil || !regexp.MustCompile(`PASS: [1-9]|[1-9]\d* passed`).Match(output) {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}

// policyFile matches the files of the policies that a test uses.
var policyFile = regexp.MustCompile(`^(\w+\.rego|README\.md|testdata/plans\.json)$`)

func TestPolicies_EveryFileIsTested(t *testing.T) {
	t.Parallel()
	folder := os.DirFS(filepath.Join(examplesFolder, policiesFolder))
	readme := readExample(t, policiesFolder+"/README.md")
	err := fs.WalkDir(folder, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if !policyFile.MatchString(file) {
			t.Errorf("no test covers %s", file)
		}
		name, isRego := strings.CutSuffix(file, ".rego")
		if !isRego || name == "settings" || strings.HasSuffix(name, "_test") {
			return nil
		}
		if _, err := fs.Stat(folder, name+"_test.rego"); err != nil {
			t.Error(err)
		}
		for _, mention := range []string{"| [" + file + "](" + file + ") |", `"data.tigertrust.` + name + `.deny"`} {
			if !strings.Contains(readme, mention) {
				t.Errorf("the README does not contain %s", mention)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

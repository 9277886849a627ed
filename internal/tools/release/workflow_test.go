package release

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// workflows returns the content of each workflow by its file name.
func workflows(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "..", ".github", "workflows", "*.yml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("found %d workflows, error: %v", len(files), err)
	}
	contents := map[string]string{}
	for _, file := range files {
		contents[filepath.Base(file)] = string(read(t, file))
	}
	return contents
}

// A tag of an action can be moved to other code, a commit cannot.
func TestWorkflows_PinActionsByCommit(t *testing.T) {
	pinned := regexp.MustCompile(`uses: (\./\S+|[\w-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$`)
	for name, content := range workflows(t) {
		for line := range strings.Lines(content) {
			line = strings.TrimSpace(line)
			if strings.Contains(line, "uses: ") && !pinned.MatchString(line) {
				t.Errorf("%s: expected a commit and its version, got %s", name, line)
			}
		}
	}
}

// A name of a tag or a branch may contain shell code.
func TestWorkflows_KeepExpressionsOutOfShell(t *testing.T) {
	for name, content := range workflows(t) {
		for line := range strings.Lines(content) {
			if command, found := strings.CutPrefix(strings.TrimLeft(line, " -"), "run:"); found && (strings.Contains(command, "${{") || strings.HasPrefix(strings.TrimSpace(command), "|")) {
				t.Errorf("%s: an expression may be a part of the command %s", name, command)
			}
		}
	}
	if makefile := string(read(t, filepath.Join("..", "..", "..", "GNUmakefile"))); regexp.MustCompile(`\$\(TAG\)|\$\{TAG\}`).MatchString(makefile) {
		t.Error("make inserts the tag into a command")
	}
}

func TestWorkflows_HaveLeastRights(t *testing.T) {
	for name, content := range workflows(t) {
		before, _, _ := strings.Cut(content, "\njobs:")
		if !strings.Contains(before, "\npermissions:\n  contents: read\n") {
			t.Errorf("%s: jobs have more rights by default than to read", name)
		}
		if strings.Count(content, "actions/checkout@") != strings.Count(content, "persist-credentials: false") {
			t.Errorf("%s: a checkout leaves the token behind", name)
		}
	}
}

func TestWorkflows_ReleaseWaitsForChecks(t *testing.T) {
	release := workflows(t)["release.yml"]
	if !strings.Contains(release, "uses: ./.github/workflows/check.yml") || !regexp.MustCompile(`(?m)^    needs: check$`).MatchString(release) {
		t.Error("the release does not need the checks")
	}
}

// The same commit always uses the same tools.
func TestTools_ArePinnedByVersion(t *testing.T) {
	files := workflows(t)
	for _, file := range []string{"GNUmakefile", ".goreleaser.yml"} {
		files[file] = string(read(t, filepath.Join("..", "..", "..", file)))
	}
	for name, content := range files {
		if strings.Contains(content, "@latest") {
			t.Errorf("%s uses the latest version of a tool", name)
		}
	}
	if !regexp.MustCompile(`(?m)^toolchain go\d+\.\d+\.\d+$`).Match(read(t, filepath.Join("..", "..", "..", "go.mod"))) {
		t.Error("go.mod does not name the patch version of Go that builds a release")
	}
}

package release

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// Fragments may be written by hand, and changie ignores one whose kind is not
// configured.
func TestChangelogFragments_AreValid(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..", "..")
	settings, err := os.ReadFile(filepath.Join(root, ".changie.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]bool{}
	for _, kind := range regexp.MustCompile(`(?m)^  - label: (\w+)$`).FindAllStringSubmatch(string(settings), -1) {
		kinds[kind[1]] = true
	}
	if len(kinds) < 5 {
		t.Fatalf("expected at least 5 kinds in .changie.yaml, got %v", kinds)
	}
	fragments, err := filepath.Glob(filepath.Join(root, ".changes", "unreleased", "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	form := regexp.MustCompile(`\Akind: (\w+)\nbody: .+\ntime: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S+\n\z`)
	for _, fragment := range fragments {
		content, err := os.ReadFile(fragment)
		if err != nil {
			t.Fatal(err)
		}
		match := form.FindSubmatch(content)
		if match == nil || !kinds[string(match[1])] {
			t.Errorf("%s is not a fragment, or its kind is not configured:\n%s", filepath.Base(fragment), content)
		}
	}
}

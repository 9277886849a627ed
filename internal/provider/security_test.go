package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every property in SECURITY.md must name tests that exist.
func TestSecurityPolicy_NamesExistingTests(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	properties := 0
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| property ") {
			continue
		}
		properties++
		named := regexp.MustCompile("`([a-z]+)\\.((?:Test|Fuzz)[A-Z]\\w*)`").FindAllStringSubmatch(line, -1)
		if len(named) == 0 {
			t.Errorf("the property names no test: %s", line)
		}
		for _, name := range named {
			if !hasTest(t, name[1], name[2]) {
				t.Errorf("package %s has no test %s", name[1], name[2])
			}
		}
	}
	if properties < 20 {
		t.Errorf("only %d properties were found", properties)
	}
}

func hasTest(t *testing.T, packageName, function string) bool {
	t.Helper()
	var files []string
	for _, folder := range []string{"..", filepath.Join("..", "test")} {
		found, err := filepath.Glob(filepath.Join(folder, packageName, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(content), "\nfunc "+function+"(") {
			return true
		}
	}
	return false
}

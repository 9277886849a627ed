package main

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestPoints_AreUniqueAndCiteReference(t *testing.T) {
	known := map[string]bool{}
	for _, p := range points(true) {
		if known[p.id] || known[p.title] {
			t.Errorf("%s (%s) exists twice", p.id, p.title)
		}
		known[p.id], known[p.title] = true, true
		if (p.line == 0) != (p.documented == notDocumented) {
			t.Errorf("%s: documented as %q in line %d", p.title, p.documented, p.line)
		}
		if p.assumed == "" || p.title == "" {
			t.Errorf("%s: no title or assumption: %+v", p.id, p)
		}
	}
}

var quoted = regexp.MustCompile("`([^`]+)`")

// openPoints returns the options and the titles in the table of undocumented points
// in the README of the mock.
func openPoints(t *testing.T) (options, titles []string) {
	t.Helper()
	content, err := os.ReadFile("../../test/mockserver/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(content), "### What the reference leaves open")
	if !ok {
		t.Fatal("no section about undocumented points")
	}
	for _, line := range strings.Split(section, "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 5 {
			continue
		}
		for _, match := range quoted.FindAllStringSubmatch(cells[2], -1) {
			options = append(options, match[1])
		}
		for _, match := range quoted.FindAllStringSubmatch(cells[3], -1) {
			titles = append(titles, match[1])
		}
		if !strings.Contains(cells[3], "`") && !strings.Contains(cells[3], "not observed: ") && !strings.Contains(cells[1], "not documented") && !strings.Contains(line, "---") {
			t.Errorf("neither a line of the table nor a reason: %s", line)
		}
		if strings.HasPrefix(strings.TrimSpace(line), "## ") {
			break
		}
	}
	return options, titles
}

// The README of the mock lists every undocumented point: how the mock varies it, and
// how the report observes it.
func TestMockREADME_ListsUndocumentedPoints(t *testing.T) {
	options, titles := openPoints(t)
	covers := func(title string) bool {
		return slices.ContainsFunc(titles, func(listed string) bool {
			prefix, isPrefix := strings.CutSuffix(listed, "*")
			return listed == title || isPrefix && strings.HasPrefix(title, prefix)
		})
	}
	all := points(true)
	for _, p := range all {
		if p.documented == notDocumented && !covers(p.title) {
			t.Errorf("the table does not contain %q", p.title)
		}
	}
	for _, listed := range titles {
		prefix := strings.TrimSuffix(listed, "*")
		isKnown := slices.ContainsFunc(all, func(p point) bool { return strings.HasPrefix(p.title, prefix) })
		if !isKnown && !slices.Contains([]string{"absent", "null", "-ca", "-order"}, listed) {
			t.Errorf("the table contains %q, which is no line of the conformance table", listed)
		}
	}
	// These set up a server, and make it fail or wait.
	isEnvironment := []string{"Now", "Logger", "APIKeys", "Workspaces", "CertificateAuthorities", "Agents", "PublicKey", "Latency", "Chaos", "JournalLimit"}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[mockserver.Options]()) {
		if !slices.Contains(options, field.Name) && !slices.Contains(isEnvironment, field.Name) {
			t.Errorf("the table does not contain the option %s", field.Name)
		}
	}
}

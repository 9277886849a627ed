package main

import (
	"net/http/httptest"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
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

// The verdict on paging is that of the provider's client, for a list of several
// pages.
func TestPoints_Paging_MatchesClient(t *testing.T) {
	values := map[string][]string{
		"list.limit": {"ignored"}, "list.page": {"the items of page 1", "empty list"}, "list.total": {"another number"}, "list.totalPages": {"another number"},
	}
	for _, p := range points(false) {
		for _, value := range values[p.id] {
			mock := mockserver.New(mockserver.Options{Likeness: mockserver.Likeness{p.id: {value}}})
			mock.SeedInventory(250, 1)
			server := httptest.NewServer(mock)
			endpoint, err := tigertrust.ParseEndpoint(server.URL + "/api")
			if err != nil {
				t.Fatal(err)
			}
			client, err := tigertrust.New(tigertrust.Config{Endpoint: endpoint, APIKey: mockserver.DefaultAPIKey})
			if err != nil {
				t.Fatal(err)
			}
			all, err := client.AllCertificates(t.Context(), tigertrust.CertificateQuery{})
			server.Close()
			works := p.works == nil || p.works([]string{value})
			if works != (err == nil && len(all) == 250) {
				t.Errorf("%s = %s: the table says %t, the client returns %d certificates and %v", p.id, value, works, len(all), err)
			}
		}
	}
}

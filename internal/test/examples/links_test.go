package examples_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

const registryDocs = "https://registry.terraform.io/providers/tigertrust/tigertrust/latest/docs"

var (
	codeBlock  = regexp.MustCompile("(?ms)^ *```.*?^ *```$")
	heading    = regexp.MustCompile(`(?m)^#+ (.+)$`)
	explicitID = regexp.MustCompile(`<a id="([^"]+)">`)
	link       = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	linkTarget = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	repository = regexp.MustCompile(`^https://github\.com/tigertrust/terraform-provider-tigertrust/(?:blob|tree)/main/`)
)

// Links in all pages lead to a file that exists, and to a heading in it.
func TestPages_LinksResolve(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..", "..")
	links := 0
	for _, page := range markdownPages(t, root) {
		for _, match := range link.FindAllStringSubmatch(readPage(t, page), -1) {
			address, anchor, _ := strings.Cut(match[1], "#")
			target, isLocal := resolveLink(t, root, page, address)
			if !isLocal {
				continue
			}
			links++
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s has the link %s: %v", page, match[1], err)
			} else if anchor != "" && !slices.Contains(anchors(readPage(t, target)), anchor) {
				t.Errorf("%s has the link %s, and the page has no such heading", page, match[1])
			}
		}
	}
	if links < 100 {
		t.Errorf("only %d links were found", links)
	}
}

// markdownPages returns the pages that users and contributors read.
func markdownPages(t *testing.T, root string) []string {
	t.Helper()
	var pages []string
	for _, pattern := range []string{"*.md", ".changes/*.md", "docs/*.md", "docs/*/*.md", "internal/*.md", "internal/test/mockserver/*.md", "examples/*.md", "examples/*/*.md", "examples/*/*/*.md"} {
		found, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, found...)
	}
	return pages
}

func readPage(t *testing.T, page string) string {
	t.Helper()
	content, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	return codeBlock.ReplaceAllString(string(content), "")
}

// resolveLink returns the file that a link leads to, unless it leads to another
// site. The registry serves pages without a file extension. It resolves relative
// links on the index page one level too high, so only guides may use them.
func resolveLink(t *testing.T, root, page, address string) (target string, isLocal bool) {
	t.Helper()
	isDocumentation := strings.HasPrefix(page, filepath.Join(root, "docs"))
	isGuide := strings.HasPrefix(page, filepath.Join(root, "docs", "guides"))
	if name, ok := strings.CutPrefix(address, registryDocs); ok {
		if name == "" {
			name = "index"
		}
		return filepath.Join(root, "docs", filepath.FromSlash(name)+".md"), true
	}
	if prefix := repository.FindString(address); prefix != "" {
		return filepath.Join(root, filepath.FromSlash(address[len(prefix):])), true
	}
	switch {
	case strings.Contains(address, "://"):
		return "", false
	case address == "":
		return page, true
	case isGuide:
		return filepath.Join(filepath.Dir(page), filepath.FromSlash(address)+".md"), true
	case isDocumentation:
		t.Errorf("%s has the link %s, which the registry cannot resolve", page, address)
		return "", false
	default:
		return filepath.Join(filepath.Dir(page), filepath.FromSlash(address)), true
	}
}

// anchors returns the anchors of a page, as GitHub and the registry derive them from
// its headings.
func anchors(page string) []string {
	var all []string
	for _, match := range explicitID.FindAllStringSubmatch(page, -1) {
		all = append(all, match[1])
	}
	for _, match := range heading.FindAllStringSubmatch(page, -1) {
		text := strings.ToLower(linkTarget.ReplaceAllString(match[1], "$1"))
		all = append(all, strings.ReplaceAll(strings.Map(anchorRune, text), " ", "-"))
	}
	return all
}

// anchorRune removes the characters of a heading that its anchor does not contain.
func anchorRune(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" -_", r) {
		return r
	}
	return -1
}

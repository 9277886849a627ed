package examples_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// The tests apply a guide from top to bottom: each code block in the language
// terraform is applied together with those before it. A Terraform block replaces
// an earlier one with the same type and labels. Markdown comments before a code
// block change that:
//
//	<!-- start again -->                             drop all blocks so far
//	<!-- without resource.tigertrust_certificate.a --> drop one block
//
// List blocks are queried, and blocks of a test file run with terraform test.
//
// Code blocks in the language hcl are parsed only. They need HCP Terraform, are
// CLI settings, or configure the provider twice, which the single process of a
// test cannot do.
const (
	startAgain = "start again"
	without    = "without "
)

// snippet is a code block of a guide.
type snippet struct {
	language string
	// line is its first line in the guide.
	line    int
	text    string
	comment string
}

var markdownComment = regexp.MustCompile(`^<!-- (.*) -->$`)

// readSnippets returns the code blocks of a guide.
func readSnippets(t *testing.T, file string) []snippet {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var found []snippet
	var current *snippet
	comment := ""
	for i, line := range strings.Split(string(content), "\n") {
		switch language, fence := strings.CutPrefix(line, "```"); {
		case fence && current == nil:
			current = &snippet{language: language, line: i + 1, comment: comment}
		case fence:
			found = append(found, *current)
			current = nil
		case current != nil:
			current.text += line + "\n"
		}
		if match := markdownComment.FindStringSubmatch(line); match != nil && current == nil {
			comment = match[1]
		} else if strings.TrimSpace(line) != "" {
			comment = ""
		}
	}
	if current != nil {
		t.Fatalf("%s:%d: the code block does not end", file, current.line)
	}
	return found
}

// configuration contains the blocks of a guide that are applied together.
type configuration struct {
	blocks []block
}

// block is a Terraform block, such as resource.a.b.
type block struct {
	name string
	text string
}

// repeated are the block types that a configuration may contain several times.
var repeated = []string{"import", "moved", "removed"}

func (c *configuration) add(t *testing.T, text string) {
	t.Helper()
	file, diagnostics := hclsyntax.ParseConfig([]byte(text), "guide", hcl.InitialPos)
	if diagnostics.HasErrors() {
		t.Fatalf("%v in\n%s", diagnostics, text)
	}
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok {
		t.Fatalf("the body is a %T", file.Body)
	}
	for _, parsed := range body.Blocks {
		added := block{
			name: strings.Join(append([]string{parsed.Type}, parsed.Labels...), "."),
			text: text[parsed.TypeRange.Start.Byte:parsed.CloseBraceRange.End.Byte],
		}
		i := slices.IndexFunc(c.blocks, func(b block) bool { return b.name == added.name })
		if i < 0 || slices.Contains(repeated, added.name) {
			c.blocks = append(c.blocks, added)
		} else {
			c.blocks[i] = added
		}
	}
}

// addStep adds a code block and removes the blocks that its comment names.
func (c *configuration) addStep(t *testing.T, step snippet) {
	t.Helper()
	for _, name := range strings.Split(step.comment, ", ") {
		if name, found := strings.CutPrefix(name, without); found {
			c.remove(t, name)
		}
	}
	c.add(t, step.text)
}

func (c *configuration) remove(t *testing.T, name string) {
	t.Helper()
	before := len(c.blocks)
	c.blocks = slices.DeleteFunc(c.blocks, func(b block) bool { return b.name == name })
	if len(c.blocks) == before {
		t.Fatalf("there is no block %s to drop", name)
	}
}

// text returns the blocks with accepted names.
func (c *configuration) text(accepted func(name string) bool) string {
	var text strings.Builder
	for _, b := range c.blocks {
		if accepted(b.name) {
			text.WriteString(b.text + "\n")
		}
	}
	return text.String()
}

func isQuery(name string) bool { return strings.HasPrefix(name, "list.") }

// isTest reports whether a block belongs to a file of terraform test.
func isTest(name string) bool {
	return strings.HasPrefix(name, "run.") || strings.HasPrefix(name, "mock_provider.")
}

// isConfiguration reports whether a block belongs to the configuration of a module.
func isConfiguration(name string) bool { return !isQuery(name) && !isTest(name) }

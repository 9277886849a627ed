package provider_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// A guide is read from top to bottom, and so it is tried: each block in the
// language terraform is applied together with those before it. A Terraform
// block takes the place of an earlier one with the same type and labels. What
// goes beyond that is said in a comment of Markdown in front of a block:
//
//	<!-- start again -->                             without the blocks so far
//	<!-- without resource.tigertrust_certificate.a --> without one of them
//
// Blocks in the language hcl cannot be applied here: they need HCP Terraform,
// are settings of the CLI, or configure the provider twice, which the one
// process of a test cannot be. They are read and have to be formatted.
const (
	startAgain = "start again"
	without    = "without "
)

// snippet is a fenced block of a guide.
type snippet struct {
	language string
	// line is where it begins in the guide.
	line    int
	text    string
	comment string
}

var markdownComment = regexp.MustCompile(`^<!-- (.*) -->$`)

// snippets returns the fenced blocks of a guide.
func snippets(t *testing.T, file string) []snippet {
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
		t.Fatalf("%s:%d: the block does not end", file, current.line)
	}
	return found
}

// configuration is what the blocks of a guide add up to.
type configuration struct {
	blocks []block
}

// block is a block of Terraform's language, such as resource.a.b.
type block struct {
	name string
	text string
}

// repeated are the types of blocks that can be there several times.
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

func (c *configuration) remove(t *testing.T, name string) {
	t.Helper()
	before := len(c.blocks)
	c.blocks = slices.DeleteFunc(c.blocks, func(b block) bool { return b.name == name })
	if len(c.blocks) == before {
		t.Fatalf("there is no block %s to leave out", name)
	}
}

// text returns the blocks whose names begin as accepted.
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

// guides returns the files, README among them, which is one as well.
func guides(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "templates", "guides", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 8 {
		t.Fatalf("only %d guides were found", len(files))
	}
	return append(files, filepath.Join("..", "..", "README.md"))
}

func TestEveryGuideApplies(t *testing.T) {
	for _, file := range guides(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			var steps [][]snippet
			for _, s := range snippets(t, file) {
				if s.language != "terraform" {
					continue
				}
				if s.comment == startAgain || len(steps) == 0 {
					steps = append(steps, nil)
				}
				steps[len(steps)-1] = append(steps[len(steps)-1], s)
			}
			if len(steps) == 0 {
				t.Error("it has no configuration")
			}
			for _, walk := range steps {
				t.Run(fmt.Sprintf("line %d", walk[0].line), func(t *testing.T) { guideApplies(t, walk) })
			}
		})
	}
}

// guideApplies applies the blocks of a guide, one after the other, and destroys
// what they made.
func guideApplies(t *testing.T, walk []snippet) {
	t.Helper()
	tf := exampleEnvironment(t).Terraform(t)
	var config configuration
	for _, step := range walk {
		t.Logf("the block of line %d", step.line)
		skipIfTooOld(t, step.text)
		for _, name := range strings.Split(step.comment, ", ") {
			if name, found := strings.CutPrefix(name, without); found {
				config.remove(t, name)
			}
		}
		config.add(t, step.text)
		text := withProvider(config.text(func(name string) bool { return !isQuery(name) }))
		tf.Apply(text).MustSucceed()
		mustBeDone(t, tf)
		if query := config.text(isQuery); query != "" {
			if run := tf.Query("", query).MustSucceed(); len(run.QueryResults) == 0 {
				t.Error("it finds nothing")
			}
		}
	}
	tf.Destroy().MustSucceed()
}

func TestBlocksOfGuidesAreFormatted(t *testing.T) {
	t.Parallel()
	languages := []string{"terraform", "hcl", "shell", "text"}
	for _, file := range guides(t) {
		for _, s := range snippets(t, file) {
			where := fmt.Sprintf("%s:%d", filepath.Base(file), s.line)
			if !slices.Contains(languages, s.language) {
				t.Errorf("%s: the language is %q, and not one of %q", where, s.language, languages)
			}
			if s.language != "terraform" && s.language != "hcl" {
				continue
			}
			if s.language == "hcl" && strings.Contains(s.text, `"tigertrust_`) && !strings.Contains(s.text, "alias") {
				t.Errorf("%s: what is of this provider has to be in the language terraform, so that it is applied", where)
			}
			if formatted := hclwrite.Format([]byte(s.text)); !bytes.Equal(formatted, []byte(s.text)) {
				t.Errorf("%s is not formatted; it should be\n%s", where, formatted)
			}
			if _, diagnostics := hclsyntax.ParseConfig([]byte(s.text), where, hcl.InitialPos); diagnostics.HasErrors() {
				t.Error(diagnostics)
			}
		}
	}
}

// TestLinksLeadSomewhere tries the links between the pages. The registry serves
// them without an ending, and resolves a relative link of the index page one
// level too high, so that only guides can link to each other that way.
func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	templates := filepath.Join("..", "..", "templates")
	const registry = "https://registry.terraform.io/providers/tigertrust/tigertrust/latest/docs/"
	pages := append(guides(t), filepath.Join(templates, "index.md.tmpl"))
	links := 0
	for _, page := range pages {
		content, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range regexp.MustCompile(`\]\(([^)\s]+)\)`).FindAllStringSubmatch(string(content), -1) {
			place, fromRegistry := strings.CutPrefix(match[1], registry)
			target := filepath.Join(filepath.Dir(page), match[1])
			switch {
			case fromRegistry:
				target = filepath.Join(templates, place+".md")
			case strings.Contains(match[1], "://"):
				continue
			case strings.HasSuffix(page, ".tmpl"):
				t.Errorf("%s links to %s, which the registry does not find", filepath.Base(page), match[1])
				continue
			case strings.Contains(page, "guides"):
				target += ".md"
			}
			links++
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s links to %s: %v", filepath.Base(page), match[1], err)
			}
		}
	}
	if links < 30 {
		t.Errorf("only %d links were found", links)
	}
}

func TestTroubleshootingHasEveryCode(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join("..", "..", "templates", "guides", "troubleshooting.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []tigertrust.Code{
		tigertrust.ErrCertificateNotFound, tigertrust.ErrInvalidCertificate, tigertrust.ErrAlreadyRevoked,
		tigertrust.ErrRenewalInProgress, tigertrust.ErrCANotConfigured, tigertrust.ErrAgentUnavailable,
	} {
		if !strings.Contains(string(content), "### `"+string(code)+"`\n") {
			t.Errorf("%s has no heading of its own", code)
		}
	}
}

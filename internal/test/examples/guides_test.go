package examples_test

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

// guideFiles returns the guides and the README, which is tested like one. The guides
// are those that the templates generate, with the files of examples that they show.
func guideFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "docs", "guides", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 8 {
		t.Fatalf("only %d guides were found", len(files))
	}
	return append(files, filepath.Join("..", "..", "..", "README.md"))
}

func TestGuides_Apply(t *testing.T) {
	for _, file := range guideFiles(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			var steps [][]snippet
			for _, s := range readSnippets(t, file) {
				if s.language != "terraform" {
					continue
				}
				if s.comment == startAgain || len(steps) == 0 {
					steps = append(steps, nil)
				}
				steps[len(steps)-1] = append(steps[len(steps)-1], s)
			}
			if len(steps) == 0 {
				t.Error("the guide has no configuration")
			}
			for _, step := range steps {
				t.Run(fmt.Sprintf("line %d", step[0].line), func(t *testing.T) { applyGuide(t, step) })
			}
		})
	}
}

// applyGuide applies code blocks one after the other and destroys the resources.
func applyGuide(t *testing.T, snippets []snippet) {
	t.Helper()
	env := exampleEnvironment(t)
	tf := env.Terraform(t)
	var config configuration
	for _, step := range snippets {
		t.Logf("the code block in line %d", step.line)
		skipIfUnsupported(t, step.text)
		config.addStep(t, step)
		text := withProvider(config.text(isConfiguration))
		tf.Apply(withService(env, text)).MustSucceed()
		mustHaveNoChanges(t, tf)
		if query := config.text(isQuery); query != "" {
			if run := tf.Query("", query).MustSucceed(); len(run.QueryResults) == 0 {
				t.Error("the query found nothing")
			}
		}
		if test := config.text(isTest); test != "" {
			tf.Test("", test).MustSucceed()
		}
	}
	tf.Destroy().MustSucceed()
}

func TestGuides_BlocksAreFormatted(t *testing.T) {
	t.Parallel()
	languages := []string{"terraform", "hcl", "shell", "yaml", "text"}
	for _, file := range guideFiles(t) {
		for _, s := range readSnippets(t, file) {
			where := fmt.Sprintf("%s:%d", filepath.Base(file), s.line)
			if !slices.Contains(languages, s.language) {
				t.Errorf("%s: the language is %q, want one of %q", where, s.language, languages)
			}
			if s.language != "terraform" && s.language != "hcl" {
				continue
			}
			if s.language == "hcl" && strings.Contains(s.text, `"tigertrust_`) && !strings.Contains(s.text, "alias") {
				t.Errorf("%s: configuration of this provider must have the language terraform, so that a test applies it", where)
			}
			if formatted := hclwrite.Format([]byte(s.text)); !bytes.Equal(formatted, []byte(s.text)) {
				t.Errorf("%s is not formatted, want\n%s", where, formatted)
			}
			if _, diagnostics := hclsyntax.ParseConfig([]byte(s.text), where, hcl.InitialPos); diagnostics.HasErrors() {
				t.Error(diagnostics)
			}
		}
	}
}

// Terraform reads a data source in a check during every apply, so that no plan is
// empty.
func TestGuides_ChecksContainNoDataSources(t *testing.T) {
	t.Parallel()
	examples, err := filepath.Glob(filepath.Join(examplesFolder, "*", "*.tf"))
	if err != nil {
		t.Fatal(err)
	}
	nested := regexp.MustCompile(`(?m)^check "\w+" \{\n  data `)
	checks := 0
	for _, file := range append(guideFiles(t), examples...) {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		checks += strings.Count(string(content), "\ncheck \"")
		if match := nested.Find(content); match != nil {
			t.Errorf("%s: %s", file, match)
		}
	}
	if checks < 4 {
		t.Errorf("only %d checks were found", checks)
	}
}

func TestGuides_Troubleshooting_HasEveryCode(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join("..", "..", "..", "templates", "guides", "troubleshooting.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []tigertrust.Code{
		tigertrust.ErrCertificateNotFound, tigertrust.ErrInvalidCertificate, tigertrust.ErrAlreadyRevoked,
		tigertrust.ErrRenewalInProgress, tigertrust.ErrCANotConfigured, tigertrust.ErrAgentUnavailable,
	} {
		if !strings.Contains(string(content), "### `"+string(code)+"`\n") {
			t.Errorf("%s has no heading", code)
		}
	}
}

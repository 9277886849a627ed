package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/zclconf/go-cty/cty"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// sections returns the sections of the JSON of a provider's schemas.
func sections(t *testing.T, document []byte) map[string]any {
	t.Helper()
	var schemas struct {
		Providers map[string]map[string]any `json:"provider_schemas"`
	}
	if err := json.Unmarshal(document, &schemas); err != nil {
		t.Fatal(err)
	}
	// OpenTofu prints another host.
	for name, sections := range schemas.Providers {
		if strings.HasSuffix(name, "/hashicorp/tigertrust") {
			return sections
		}
	}
	t.Fatalf("expected schemas of the provider in %s", document)
	return nil
}

func TestRun_PrintsSameSchemasAsTerraform(t *testing.T) {
	var output bytes.Buffer
	if err := run(t.Context(), &output, filepath.Join("..", "..", "..", "examples")); err != nil {
		t.Fatal(err)
	}
	ours := sections(t, output.Bytes())
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.WriteConfig(env.Config(""))
	// An older Terraform prints fewer sections.
	for section, theirs := range sections(t, []byte(tf.Command("providers", "schema", "-json"))) {
		if !reflect.DeepEqual(ours[section], theirs) {
			t.Errorf("%s: expected\n%v\ngot\n%v", section, theirs, ours[section])
		}
	}
	if _, ok := ours["resource_schemas"]; !ok {
		t.Error("expected resource schemas")
	}
}

// undescribed returns the schemas of a provider without descriptions.
func undescribed() *tfjson.ProviderSchema {
	leaf := func() *tfjson.SchemaAttribute { return &tfjson.SchemaAttribute{AttributeType: cty.String} }
	attributes := map[string]*tfjson.SchemaAttribute{"a": leaf()}
	block := &tfjson.SchemaBlock{
		Attributes: map[string]*tfjson.SchemaAttribute{
			"a":      leaf(),
			"nested": {AttributeNestedType: &tfjson.SchemaNestedAttributeType{Attributes: attributes}},
		},
		NestedBlocks: map[string]*tfjson.SchemaBlockType{"b": {Block: &tfjson.SchemaBlock{Attributes: attributes}}},
	}
	one := map[string]*tfjson.Schema{"x": {Block: block}}
	return &tfjson.ProviderSchema{
		ConfigSchema:             &tfjson.Schema{Block: block},
		ResourceSchemas:          one,
		DataSourceSchemas:        one,
		EphemeralResourceSchemas: one,
		ListResourceSchemas:      one,
		ActionSchemas:            map[string]*tfjson.ActionSchema{"x": {Block: block}},
		ResourceIdentitySchemas:  map[string]*tfjson.IdentitySchema{"x": {Attributes: map[string]*tfjson.IdentityAttribute{"a": {}}}},
		Functions: map[string]*tfjson.FunctionSignature{"x": {
			Parameters:        []*tfjson.FunctionParameter{{Name: "a"}},
			VariadicParameter: &tfjson.FunctionParameter{Name: "more"},
		}},
	}
}

func TestMissingDescriptions_ListsAll(t *testing.T) {
	t.Parallel()
	var expected []string
	for _, what := range []string{"provider", "resource x", "data source x", "ephemeral resource x", "list resource x", "action x"} {
		for _, part := range []string{"", ", a", ", nested", ", nested, a", ", b", ", b, a"} {
			expected = append(expected, what+part)
		}
	}
	expected = append(expected, "identity of x, a", "function x", "function x, summary", "function x, a", "function x, more")
	for i := range expected {
		expected[i] += ": the description is missing"
	}
	slices.Sort(expected)
	if gaps := missingDescriptions(undescribed()); !slices.Equal(gaps, expected) {
		t.Errorf("expected\n%s\ngot\n%s", strings.Join(expected, "\n"), strings.Join(gaps, "\n"))
	}
}

func TestMissingExamples_ListsAll(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	all := []string{
		"provider/provider.tf",
		"resources/x/resource.tf", "resources/x/import.sh", "resources/x/import-by-string-id.tf", "resources/x/import-by-identity.tf",
		"data-sources/x/data-source.tf", "ephemeral-resources/x/ephemeral-resource.tf",
		"list-resources/x/list-resource.tfquery.hcl", "actions/x/action.tf", "functions/x/function.tf",
	}
	for missing := range all {
		gaps := missingExamples(undescribed(), folder)
		if len(gaps) != len(all)-missing {
			t.Fatalf("expected %q, got %q", all[missing:], gaps)
		}
		for i, gap := range gaps {
			if !strings.Contains(gap, all[missing+i]) {
				t.Errorf("expected %s in %q", all[missing+i], gap)
			}
		}
		file := filepath.Join(folder, all[missing])
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if gaps := missingExamples(undescribed(), folder); len(gaps) != 0 {
		t.Errorf("expected no missing examples, got %q", gaps)
	}
}

func TestRun_MissingExample_PrintsNothing(t *testing.T) {
	t.Parallel()
	var output bytes.Buffer
	err := run(t.Context(), &output, t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "provider.tf: the example is missing") {
		t.Errorf("expected an error about provider.tf, got %v", err)
	}
	if output.Len() > 0 {
		t.Errorf("expected no output, got %s", output.String())
	}
}

package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"

	tfjson "github.com/hashicorp/terraform-json"
)

// undescribed names what has no description, all that a reader of the
// documentation meets.
func undescribed(schema *tfjson.ProviderSchema) []string {
	var walk descriptionWalk
	walk.block("provider", schema.ConfigSchema.Block)
	for kind, schemas := range map[string]map[string]*tfjson.Schema{
		"resource":           schema.ResourceSchemas,
		"data source":        schema.DataSourceSchemas,
		"ephemeral resource": schema.EphemeralResourceSchemas,
		"list resource":      schema.ListResourceSchemas,
	} {
		for name, schema := range schemas {
			walk.block(kind+" "+name, schema.Block)
		}
	}
	for name, schema := range schema.ActionSchemas {
		walk.block("action "+name, schema.Block)
	}
	for name, identity := range schema.ResourceIdentitySchemas {
		for attribute, identityAttribute := range identity.Attributes {
			walk.look("identity of "+name+", "+attribute, identityAttribute.Description)
		}
	}
	for name, function := range schema.Functions {
		walk.function("function "+name, function)
	}
	slices.Sort(walk.gaps)
	return walk.gaps
}

// descriptionWalk collects what has no description.
type descriptionWalk struct {
	gaps []string
}

func (w *descriptionWalk) look(what, description string) {
	if description == "" {
		w.gaps = append(w.gaps, what+": there is no description")
	}
}

func (w *descriptionWalk) block(what string, block *tfjson.SchemaBlock) {
	w.look(what, block.Description)
	w.attributes(what, block.Attributes)
	for name, nested := range block.NestedBlocks {
		w.block(what+", "+name, nested.Block)
	}
}

func (w *descriptionWalk) attributes(what string, attributes map[string]*tfjson.SchemaAttribute) {
	for name, attribute := range attributes {
		w.look(what+", "+name, attribute.Description)
		if attribute.AttributeNestedType != nil {
			w.attributes(what+", "+name, attribute.AttributeNestedType.Attributes)
		}
	}
}

func (w *descriptionWalk) function(what string, function *tfjson.FunctionSignature) {
	w.look(what+", summary", function.Summary)
	w.look(what, function.Description)
	parameters := function.Parameters
	if function.VariadicParameter != nil {
		parameters = append(slices.Clone(parameters), function.VariadicParameter)
	}
	for _, parameter := range parameters {
		w.look(what+", "+parameter.Name, parameter.Description)
	}
}

// withoutExample names what has none of the examples that its page shows, in a
// folder with the layout that tfplugindocs reads.
func withoutExample(schema *tfjson.ProviderSchema, folder string) []string {
	needed := []string{filepath.Join("provider", "provider.tf")}
	need := func(kind string, names []string, files ...string) {
		for _, name := range names {
			for _, file := range files {
				needed = append(needed, filepath.Join(kind, name, file))
			}
		}
	}
	need("resources", names(schema.ResourceSchemas), "resource.tf", "import.sh", "import-by-string-id.tf")
	need("resources", names(schema.ResourceIdentitySchemas), "import-by-identity.tf")
	need("data-sources", names(schema.DataSourceSchemas), "data-source.tf")
	need("ephemeral-resources", names(schema.EphemeralResourceSchemas), "ephemeral-resource.tf")
	need("list-resources", names(schema.ListResourceSchemas), "list-resource.tfquery.hcl")
	need("actions", names(schema.ActionSchemas), "action.tf")
	need("functions", names(schema.Functions), "function.tf")

	var gaps []string
	for _, file := range needed {
		if _, err := os.Stat(filepath.Join(folder, file)); err != nil {
			gaps = append(gaps, filepath.ToSlash(filepath.Join(folder, file))+": this example is missing")
		}
	}
	return gaps
}

func names[T any](schemas map[string]T) []string { return slices.Sorted(maps.Keys(schemas)) }

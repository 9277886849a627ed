package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"

	tfjson "github.com/hashicorp/terraform-json"
)

// missingDescriptions lists everything in the documentation that has no
// description.
func missingDescriptions(schema *tfjson.ProviderSchema) []string {
	var check descriptionCheck
	check.block("provider", schema.ConfigSchema.Block)
	for kind, schemas := range map[string]map[string]*tfjson.Schema{
		"resource":           schema.ResourceSchemas,
		"data source":        schema.DataSourceSchemas,
		"ephemeral resource": schema.EphemeralResourceSchemas,
		"list resource":      schema.ListResourceSchemas,
	} {
		for name, schema := range schemas {
			check.block(kind+" "+name, schema.Block)
		}
	}
	for name, schema := range schema.ActionSchemas {
		check.block("action "+name, schema.Block)
	}
	for name, identity := range schema.ResourceIdentitySchemas {
		for attribute, identityAttribute := range identity.Attributes {
			check.check("identity of "+name+", "+attribute, identityAttribute.Description)
		}
	}
	for name, function := range schema.Functions {
		check.function("function "+name, function)
	}
	slices.Sort(check.gaps)
	return check.gaps
}

// descriptionCheck collects missing descriptions.
type descriptionCheck struct {
	gaps []string
}

func (c *descriptionCheck) check(what, description string) {
	if description == "" {
		c.gaps = append(c.gaps, what+": the description is missing")
	}
}

func (c *descriptionCheck) block(what string, block *tfjson.SchemaBlock) {
	c.check(what, block.Description)
	c.attributes(what, block.Attributes)
	for name, nested := range block.NestedBlocks {
		c.block(what+", "+name, nested.Block)
	}
}

func (c *descriptionCheck) attributes(what string, attributes map[string]*tfjson.SchemaAttribute) {
	for name, attribute := range attributes {
		c.check(what+", "+name, attribute.Description)
		if attribute.AttributeNestedType != nil {
			c.attributes(what+", "+name, attribute.AttributeNestedType.Attributes)
		}
	}
}

func (c *descriptionCheck) function(what string, function *tfjson.FunctionSignature) {
	c.check(what+", summary", function.Summary)
	c.check(what, function.Description)
	parameters := function.Parameters
	if function.VariadicParameter != nil {
		parameters = append(slices.Clone(parameters), function.VariadicParameter)
	}
	for _, parameter := range parameters {
		c.check(what+", "+parameter.Name, parameter.Description)
	}
}

// missingExamples lists the examples that the documentation needs and that are
// missing in a folder with the layout of tfplugindocs.
func missingExamples(schema *tfjson.ProviderSchema, folder string) []string {
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
			gaps = append(gaps, filepath.ToSlash(filepath.Join(folder, file))+": the example is missing")
		}
	}
	return gaps
}

func names[T any](schemas map[string]T) []string { return slices.Sorted(maps.Keys(schemas)) }

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/provider"
)

// TestEverythingIsDescribed walks all that the documentation is made of.
func TestEverythingIsDescribed(t *testing.T) {
	t.Parallel()
	server, err := providerserver.NewProtocol6WithError(provider.New("test", clock.System{}))()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, diagnostic := range schemas.Diagnostics {
		t.Errorf("%s: %s", diagnostic.Summary, diagnostic.Detail)
	}
	walked := 0
	check := func(what, description string) {
		walked++
		if description == "" {
			t.Errorf("%s has no description", what)
		}
	}
	check("the provider", schemas.Provider.Block.Description)
	walkBlock("provider", schemas.Provider.Block, check)
	for name, schema := range schemas.ResourceSchemas {
		check("resource "+name, schema.Block.Description)
		walkBlock("resource "+name, schema.Block, check)
	}
	for name, schema := range schemas.DataSourceSchemas {
		check("data source "+name, schema.Block.Description)
		walkBlock("data source "+name, schema.Block, check)
	}
	for name, schema := range schemas.ListResourceSchemas {
		check("list resource "+name, schema.Block.Description)
		walkBlock("list resource "+name, schema.Block, check)
	}
	for name, schema := range schemas.ActionSchemas {
		check("action "+name, schema.Schema.Block.Description)
		walkBlock("action "+name, schema.Schema.Block, check)
	}
	for name, function := range schemas.Functions {
		check("function "+name, function.Description)
		check("the summary of function "+name, function.Summary)
		for _, parameter := range function.Parameters {
			check("function "+name+", "+parameter.Name, parameter.Description)
		}
	}
	if walked < 150 {
		t.Errorf("only %d descriptions were looked at", walked)
	}
}

func walkBlock(where string, block *tfprotov6.SchemaBlock, check func(what, description string)) {
	walkAttributes(where, block.Attributes, check)
	for _, nested := range block.BlockTypes {
		check(where+", "+nested.TypeName, nested.Block.Description)
		walkBlock(where+", "+nested.TypeName, nested.Block, check)
	}
}

func walkAttributes(where string, attributes []*tfprotov6.SchemaAttribute, check func(what, description string)) {
	for _, attribute := range attributes {
		check(where+", "+attribute.Name, attribute.Description)
		if attribute.NestedType != nil {
			walkAttributes(where+", "+attribute.Name, attribute.NestedType.Attributes, check)
		}
	}
}

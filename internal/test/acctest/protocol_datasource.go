package acctest

import "github.com/hashicorp/terraform-plugin-go/tfprotov6"

// ReadDataSource validates and reads a data source, and returns its attributes, decoded from
// JSON, or nil after an error.
func (p *Protocol) ReadDataSource(typeName string, config Attributes) (map[string]any, *Run) {
	p.t.Helper()
	schema, ok := p.schemas.DataSourceSchemas[typeName]
	if !ok {
		p.t.Fatalf("the provider has no data source %s", typeName)
	}
	dynamic := p.dynamic(p.configuration(schema, config))
	validated, err := p.server.ValidateDataResourceConfig(p.t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{TypeName: typeName, Config: dynamic})
	if err != nil {
		p.t.Fatal(err)
	}
	if run := p.run("validate", validated.Diagnostics); !run.Succeeded {
		return nil, run
	}
	response, err := p.server.ReadDataSource(p.t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: typeName, Config: dynamic})
	if err != nil {
		p.t.Fatal(err)
	}
	run := p.run("read", response.Diagnostics)
	if !run.Succeeded {
		return nil, run
	}
	attributes, _ := plain(p.t, p.value(schema, response.State)).(map[string]any)
	return attributes, run
}

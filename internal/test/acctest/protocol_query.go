package acctest

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Query is a list block for terraform query.
type Query struct {
	TypeName string
	Config   Attributes
	// Limit is the maximum number of results; 0 means no limit. Terraform's default
	// is 100.
	Limit int64
	// IncludeResource requests the resources as well, as Terraform does to
	// generate configuration.
	IncludeResource bool
	// StopAfter cancels the query after this number of results; 0 means never.
	StopAfter int
}

// QueryResult is a result of a [Query]. Identity and Resource are decoded from
// JSON.
type QueryResult struct {
	DisplayName        string
	Identity, Resource map[string]any
}

// Query runs a query. Results without an identity only add their diagnostics to
// the Run.
func (p *Protocol) Query(query Query) ([]QueryResult, *Run) {
	p.t.Helper()
	server, ok := p.server.(tfprotov6.ListResourceServer)
	if !ok {
		p.t.Fatal("the provider has no list resources")
	}
	schema, ok := p.schemas.ListResourceSchemas[query.TypeName]
	if !ok {
		p.t.Fatalf("the provider has no list resource %s", query.TypeName)
	}
	config := p.dynamic(p.configuration(schema, query.Config))
	validated, err := server.ValidateListResourceConfig(p.t.Context(), &tfprotov6.ValidateListResourceConfigRequest{TypeName: query.TypeName, Config: config})
	if err != nil {
		p.t.Fatal(err)
	}
	if run := p.run("validate", validated.Diagnostics); !run.Succeeded {
		return nil, run
	}
	stream, err := server.ListResource(p.t.Context(), &tfprotov6.ListResourceRequest{
		TypeName: query.TypeName, Config: config, Limit: query.Limit, IncludeResource: query.IncludeResource,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	resource := p.Resource(query.TypeName)
	var found []QueryResult
	var diagnostics []*tfprotov6.Diagnostic
	for result := range stream.Results {
		diagnostics = append(diagnostics, result.Diagnostics...)
		if result.Identity == nil {
			continue
		}
		resource.identity = result.Identity
		returned := QueryResult{DisplayName: result.DisplayName, Identity: object(p.t, resource.Identity())}
		if result.Resource != nil {
			returned.Resource = object(p.t, plain(p.t, p.value(resource.schema, result.Resource)))
		}
		if found = append(found, returned); len(found) == query.StopAfter {
			break
		}
	}
	return found, p.run("query", diagnostics)
}

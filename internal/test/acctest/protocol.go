package acctest

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// Attributes are the configuration of a block, by name. Values are as in JSON;
// a missing one is null.
type Attributes map[string]any

// Protocol is a configured provider that a test talks to as Terraform does,
// without a Terraform between them: for thousands of plans, and for what the
// Terraform at hand is too old for. What only Terraform decides has to be
// tested with one.
type Protocol struct {
	t       testing.TB
	server  tfprotov6.ProviderServer
	schemas *tfprotov6.GetProviderSchemaResponse
}

// Protocol returns a provider that is set to the mock.
func (e *Environment) Protocol(t testing.TB) *Protocol {
	t.Helper()
	return e.ProtocolWithSettings(t, nil)
}

// ProtocolWithSettings is Protocol with further settings in the provider block.
func (e *Environment) ProtocolWithSettings(t testing.TB, settings Attributes) *Protocol {
	t.Helper()
	server, err := e.ProviderFactories()["tigertrust"]()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	p := &Protocol{t: t, server: server, schemas: schemas}
	config := Attributes{"endpoint": e.Endpoint, "api_key": mockserver.DefaultAPIKey}
	for name, value := range settings {
		config[name] = value
	}
	response, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.11.4",
		Config:           p.dynamic(p.configuration(schemas.Provider, config)),
	})
	if err != nil {
		t.Fatal(err)
	}
	p.run("configure", response.Diagnostics).MustSucceed()
	return p
}

// Server returns the provider itself, for what has no method here.
func (p *Protocol) Server() tfprotov6.ProviderServer { return p.server }

// configuration returns what Terraform makes of a block.
func (p *Protocol) configuration(schema *tfprotov6.Schema, attributes Attributes) tftypes.Value {
	p.t.Helper()
	return p.unmarshal(schema.ValueType(), attributes)
}

func (p *Protocol) unmarshal(typ tftypes.Type, attributes Attributes) tftypes.Value {
	p.t.Helper()
	if attributes == nil {
		attributes = Attributes{}
	}
	document, err := json.Marshal(attributes)
	if err != nil {
		p.t.Fatal(err)
	}
	value, err := (&tfprotov6.RawState{JSON: document}).Unmarshal(typ)
	if err != nil {
		p.t.Fatal(err)
	}
	return value
}

func (p *Protocol) dynamic(value tftypes.Value) *tfprotov6.DynamicValue {
	p.t.Helper()
	dynamic, err := tfprotov6.NewDynamicValue(value.Type(), value)
	if err != nil {
		p.t.Fatal(err)
	}
	return &dynamic
}

// value reads what the provider answered; none is null.
func (p *Protocol) value(schema *tfprotov6.Schema, dynamic *tfprotov6.DynamicValue) tftypes.Value {
	p.t.Helper()
	if dynamic == nil {
		return tftypes.NewValue(schema.ValueType(), nil)
	}
	value, err := dynamic.Unmarshal(schema.ValueType())
	if err != nil {
		p.t.Fatal(err)
	}
	return value
}

// run makes a Run of what a request was answered.
func (p *Protocol) run(command string, diagnostics []*tfprotov6.Diagnostic) *Run {
	run := &Run{Succeeded: true, t: p.t, command: command}
	for _, told := range diagnostics {
		diagnostic := Diagnostic{Severity: "warning", Summary: told.Summary, Detail: told.Detail}
		if told.Severity == tfprotov6.DiagnosticSeverityError {
			diagnostic.Severity, run.Succeeded = "error", false
		}
		if told.Attribute != nil {
			diagnostic.Location = told.Attribute.String()
		}
		run.Diagnostics = append(run.Diagnostics, diagnostic)
	}
	return run
}

// Resource returns a resource that Terraform has nothing of yet.
func (p *Protocol) Resource(typeName string) *Resource {
	p.t.Helper()
	schema, ok := p.schemas.ResourceSchemas[typeName]
	if !ok {
		p.t.Fatalf("the provider has no resource %s", typeName)
	}
	return &Resource{
		provider: p,
		Context:  p.t.Context(),
		typeName: typeName,
		schema:   schema,
		state:    tftypes.NewValue(schema.ValueType(), nil),
	}
}

// Resource is one object of a resource and what Terraform keeps of it between
// two runs. Its methods do what Terraform does, and insist on what it insists
// on.
type Resource struct {
	// CreateBeforeDestroy is the lifecycle setting.
	CreateBeforeDestroy bool
	// Context is what the provider's operations run under. Ending it is
	// Terraform being told to stop.
	Context context.Context

	provider *Protocol
	typeName string
	schema   *tfprotov6.Schema
	state    tftypes.Value
	private  []byte
	identity *tfprotov6.ResourceIdentityData
	// tainted: a creation failed after it had stored something. The next plan
	// replaces it.
	tainted bool
}

// Import takes over what has an id, and refreshes it as Terraform does.
func (r *Resource) Import(id string) *Run {
	r.provider.t.Helper()
	return r.imported(&tfprotov6.ImportResourceStateRequest{TypeName: r.typeName, ID: id})
}

func (r *Resource) imported(request *tfprotov6.ImportResourceStateRequest) *Run {
	r.provider.t.Helper()
	response, err := r.provider.server.ImportResourceState(r.Context, request)
	if err != nil {
		r.provider.t.Fatal(err)
	}
	run := r.provider.run("import", response.Diagnostics)
	if !run.Succeeded {
		return run
	}
	if len(response.ImportedResources) != 1 {
		r.provider.t.Fatalf("%d objects were imported", len(response.ImportedResources))
	}
	found := response.ImportedResources[0]
	r.state, r.private, r.identity = r.provider.value(r.schema, found.State), found.Private, found.Identity
	return r.Refresh()
}

// Refresh reads the object. What the provider no longer finds is gone from the
// state.
func (r *Resource) Refresh() *Run {
	r.provider.t.Helper()
	if r.state.IsNull() {
		return r.provider.run("refresh", nil)
	}
	response, err := r.provider.server.ReadResource(r.Context, &tfprotov6.ReadResourceRequest{
		TypeName:        r.typeName,
		CurrentState:    r.provider.dynamic(r.state),
		CurrentIdentity: r.identity,
		Private:         r.private,
	})
	if err != nil {
		r.provider.t.Fatal(err)
	}
	run := r.provider.run("refresh", response.Diagnostics)
	if run.Succeeded {
		r.state, r.private, r.identity = r.provider.value(r.schema, response.NewState), response.Private, response.NewIdentity
	}
	return run
}

// Exists tells whether there is an object in the state.
func (r *Resource) Exists() bool { return !r.state.IsNull() }

// StoredState returns all that Terraform would write into its state.
func (r *Resource) StoredState() string { return r.state.String() + string(r.private) }

// Attribute returns a value of the state as in JSON: a number is a float64.
func (r *Resource) Attribute(name string) any {
	r.provider.t.Helper()
	value, ok := members(r.provider.t, r.state)[name]
	if !ok {
		r.provider.t.Fatalf("%s has no attribute %s", r.typeName, name)
	}
	return plain(r.provider.t, value)
}

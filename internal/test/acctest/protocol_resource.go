package acctest

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Resource returns a resource that is not in the state yet.
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

// Resource is a resource and its state. Its methods send the requests that
// Terraform sends, and check the responses as Terraform does.
type Resource struct {
	// CreateBeforeDestroy is the setting of the lifecycle block.
	CreateBeforeDestroy bool
	// Context is the context of all requests, by default that of the test.
	// Terraform cancels it when it is interrupted.
	Context context.Context

	provider *Protocol
	typeName string
	schema   *tfprotov6.Schema
	state    tftypes.Value
	private  []byte
	identity *tfprotov6.ResourceIdentityData
	// tainted is true if a Create failed after it had stored a state. The next plan
	// then replaces the resource.
	tainted bool
	// passedTo is the process to which the stored state was passed.
	passedTo *Protocol
}

// WithProvider returns the resource with the same state, for another process of
// the provider, which shares no memory with the first one.
func (r *Resource) WithProvider(p *Protocol) *Resource {
	moved := *r
	moved.provider, moved.Context = p, p.t.Context()
	return &moved
}

// Import imports a resource by its id, and refreshes it as Terraform does.
func (r *Resource) Import(id string) *Run {
	r.provider.t.Helper()
	return r.doImport(&tfprotov6.ImportResourceStateRequest{TypeName: r.typeName, ID: id})
}

func (r *Resource) doImport(request *tfprotov6.ImportResourceStateRequest) *Run {
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
		r.provider.t.Fatalf("expected 1 imported resource, got %d", len(response.ImportedResources))
	}
	imported := response.ImportedResources[0]
	r.state, r.private, r.identity = r.provider.value(r.schema, imported.State), imported.Private, imported.Identity
	r.passedTo = r.provider // Terraform has not stored it yet.
	return r.Refresh()
}

// passState passes the stored state to the provider, as Terraform does once in each
// process before it refreshes or plans the resource.
func (r *Resource) passState() *Run {
	t := r.provider.t
	t.Helper()
	if r.state.IsNull() || r.passedTo == r.provider {
		return r.provider.run("state", nil)
	}
	document, err := json.Marshal(plain(t, r.state))
	if err != nil {
		t.Fatal(err)
	}
	response, err := r.provider.server.UpgradeResourceState(r.Context, &tfprotov6.UpgradeResourceStateRequest{
		TypeName: r.typeName, Version: r.schema.Version, RawState: &tfprotov6.RawState{JSON: document},
	})
	if err != nil {
		t.Fatal(err)
	}
	run := r.provider.run("state", response.Diagnostics)
	if run.Succeeded {
		r.state, r.passedTo = r.provider.value(r.schema, response.UpgradedState), r.provider
	}
	return run
}

// Refresh reads the resource, and removes it from the state if the provider no
// longer finds it.
func (r *Resource) Refresh() *Run {
	r.provider.t.Helper()
	if passed := r.passState(); !passed.Succeeded || r.state.IsNull() {
		return passed
	}
	response, err := r.provider.server.ReadResource(r.Context, r.ReadRequest())
	if err != nil {
		r.provider.t.Fatal(err)
	}
	run := r.provider.run("refresh", response.Diagnostics)
	if run.Succeeded {
		r.state, r.private, r.identity = r.provider.value(r.schema, response.NewState), response.Private, response.NewIdentity
	}
	return run
}

// ReadRequest returns the request of a refresh.
func (r *Resource) ReadRequest() *tfprotov6.ReadResourceRequest {
	r.provider.t.Helper()
	return &tfprotov6.ReadResourceRequest{
		TypeName:        r.typeName,
		CurrentState:    r.provider.dynamic(r.state),
		CurrentIdentity: r.identity,
		Private:         r.private,
	}
}

// Exists reports whether the resource is in the state.
func (r *Resource) Exists() bool { return !r.state.IsNull() }

// StoredState returns the values and the private data in the state.
func (r *Resource) StoredState() string { return r.state.String() + string(r.private) }

// Attribute returns a value in the state, decoded from JSON: a number is a
// float64.
func (r *Resource) Attribute(name string) any {
	r.provider.t.Helper()
	value, ok := members(r.provider.t, r.state)[name]
	if !ok {
		r.provider.t.Fatalf("%s has no attribute %s", r.typeName, name)
	}
	return plain(r.provider.t, value)
}

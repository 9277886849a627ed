package acctest

import (
	"encoding/json"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// Attributes are the arguments of a block. Values are encoded as JSON; a missing
// argument is null.
type Attributes map[string]any

// Protocol calls a configured provider through the plugin protocol as Terraform
// does, but without Terraform. It is for tests with thousands of plans, and for
// features that older Terraform versions lack.
type Protocol struct {
	t       testing.TB
	server  tfprotov6.ProviderServer
	env     *Environment
	schemas *tfprotov6.GetProviderSchemaResponse
}

// Protocol returns a provider that is configured for the mock.
func (e *Environment) Protocol(tb testing.TB) *Protocol {
	tb.Helper()
	return e.ProtocolWithSettings(tb, nil)
}

// ProtocolWithSettings is like [Environment.Protocol], with more settings in the
// provider block.
func (e *Environment) ProtocolWithSettings(tb testing.TB, settings Attributes) *Protocol {
	tb.Helper()
	return e.protocol(tb, e.Clock, settings)
}

// RealTimeProtocol is like [Environment.ProtocolWithSettings] with the clock of the
// system, for time limits of requests to a server that does not respond.
func (e *Environment) RealTimeProtocol(tb testing.TB, settings Attributes) *Protocol {
	tb.Helper()
	return e.protocol(tb, clock.System{}, settings)
}

func (e *Environment) protocol(tb testing.TB, clock clock.Clock, settings Attributes) *Protocol {
	tb.Helper()
	server := newComparingServer(tb, clock)()
	schemas, err := server.GetProviderSchema(tb.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		tb.Fatal(err)
	}
	p := &Protocol{t: tb, server: server, env: e, schemas: schemas}
	p.Configure(settings)
	return p
}

// Configure configures the provider again, for the mock and with more settings in
// the provider block.
func (p *Protocol) Configure(settings Attributes) {
	p.t.Helper()
	config := Attributes{"endpoint": p.env.Endpoint, "api_key": mockserver.DefaultAPIKey}
	for name, value := range settings {
		config[name] = value
	}
	response, err := p.server.ConfigureProvider(p.t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.11.4",
		Config:           p.dynamic(p.configuration(p.schemas.Provider, config)),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	p.run("configure", response.Diagnostics).MustSucceed()
}

// Server returns the provider, for requests for which Protocol has no method.
func (p *Protocol) Server() tfprotov6.ProviderServer { return p.server }

// configuration returns the value that Terraform sends for a block.
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

// value decodes a value that the provider returned. Nil stands for null.
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

// run returns a Run with the diagnostics of a response.
func (p *Protocol) run(command string, diagnostics []*tfprotov6.Diagnostic) *Run {
	run := &Run{Succeeded: true, t: p.t, command: command}
	for _, returned := range diagnostics {
		diagnostic := Diagnostic{Severity: "warning", Summary: returned.Summary, Detail: returned.Detail}
		if returned.Severity == tfprotov6.DiagnosticSeverityError {
			diagnostic.Severity, run.Succeeded = "error", false
		}
		if returned.Attribute != nil {
			diagnostic.Location = returned.Attribute.String()
		}
		run.Diagnostics = append(run.Diagnostics, diagnostic)
	}
	return run
}

package acctest

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Invocation is the invocation of an action.
type Invocation struct {
	TypeName string
	Config   Attributes
	// Context is the context of the action, by default that of the test.
	// Terraform cancels it when it is interrupted.
	Context context.Context
	// OnProgress is called with every progress message, unless it is nil.
	OnProgress func(message string)
}

// InvokeAction validates, plans and invokes an action. The Run contains its
// progress messages.
func (p *Protocol) InvokeAction(invocation Invocation) *Run {
	p.t.Helper()
	server, ok := p.server.(tfprotov6.ActionServer)
	if !ok {
		p.t.Fatal("the provider has no actions")
	}
	schema, ok := p.schemas.ActionSchemas[invocation.TypeName]
	if !ok {
		p.t.Fatalf("the provider has no action %s", invocation.TypeName)
	}
	if invocation.Context == nil {
		invocation.Context = p.t.Context()
	}
	config := p.dynamic(p.configuration(schema.Schema, invocation.Config))
	validated, err := server.ValidateActionConfig(invocation.Context, &tfprotov6.ValidateActionConfigRequest{ActionType: invocation.TypeName, Config: config})
	if err != nil {
		p.t.Fatal(err)
	}
	if run := p.run("validate", validated.Diagnostics); !run.Succeeded {
		return run
	}
	planned, err := server.PlanAction(invocation.Context, &tfprotov6.PlanActionRequest{ActionType: invocation.TypeName, Config: config})
	if err != nil {
		p.t.Fatal(err)
	}
	if run := p.run("plan", planned.Diagnostics); !run.Succeeded {
		return run
	}
	stream, err := server.InvokeAction(invocation.Context, &tfprotov6.InvokeActionRequest{ActionType: invocation.TypeName, Config: config})
	if err != nil {
		p.t.Fatal(err)
	}
	return p.watch(stream, invocation.OnProgress)
}

// watch reads the events of an action until it completes.
func (p *Protocol) watch(stream *tfprotov6.InvokeActionServerStream, onProgress func(string)) *Run {
	p.t.Helper()
	var progress []string
	for event := range stream.Events {
		switch event := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			progress = append(progress, event.Message)
			if onProgress != nil {
				onProgress(event.Message)
			}
		case tfprotov6.CompletedInvokeActionEventType:
			run := p.run("invoke", event.Diagnostics)
			run.Progress = progress
			return run
		}
	}
	p.t.Fatal("the action ended without a completed event")
	return nil
}

package acctest

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Invocation is an action that is to be invoked.
type Invocation struct {
	TypeName string
	Config   Attributes
	// Context is what the action runs under, the test's if nil. Ending it is
	// Terraform being told to stop.
	Context context.Context
	// OnProgress, when set, is called with every message.
	OnProgress func(message string)
}

// InvokeAction validates, plans and invokes an action, and returns a Run with its
// messages.
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

// watch reads the events of an action until it is completed.
func (p *Protocol) watch(stream *tfprotov6.InvokeActionServerStream, onProgress func(string)) *Run {
	p.t.Helper()
	var progress []string
	for event := range stream.Events {
		switch told := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			progress = append(progress, told.Message)
			if onProgress != nil {
				onProgress(told.Message)
			}
		case tfprotov6.CompletedInvokeActionEventType:
			run := p.run("invoke", told.Diagnostics)
			run.Progress = progress
			return run
		}
	}
	p.t.Fatal("the action has not completed")
	return nil
}

// MustReportProgress expects the messages of actions.
func (r *Run) MustReportProgress(messages ...string) *Run {
	r.t.Helper()
	if !slices.Equal(r.Progress, messages) {
		r.fatalf("told was\n%q\nexpected was\n%q", r.Progress, messages)
	}
	return r
}

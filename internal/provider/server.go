package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
)

// NewServer returns the factory of a server of the plugin protocol for the
// provider of [New]. The server warns about private keys in responses.
func NewServer(version string, clock clock.Clock) func() tfprotov6.ProviderServer {
	takesShortcuts := hasShortcuts()
	provider := &tigertrustProvider{version: version, clock: clock}
	newServer := providerserver.NewProtocol6(provider)
	return func() tfprotov6.ProviderServer {
		server := newServer()
		framework, ok := server.(frameworkServer)
		if !ok {
			return server
		}
		responding := framework
		if takesShortcuts {
			responding = &shortcutServer{frameworkServer: framework, provider: provider}
		}
		return &stateServer{frameworkServer: &warningServer{frameworkServer: responding}, provider: provider, framework: framework}
	}
}

// frameworkServer contains all methods that the framework serves.
type frameworkServer interface {
	tfprotov6.ProviderServer
	tfprotov6.ActionServer
	tfprotov6.ListResourceServer
}

// warningServer adds a warning to the response of each request during which the
// API returned a private key. It is the one place that all resources, data
// sources, list resources and actions pass through.
type warningServer struct {
	frameworkServer
}

func (s *warningServer) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	ctx, returned := collectPrivateKeys(ctx)
	resp, err := s.frameworkServer.ImportResourceState(ctx, req)
	if resp != nil {
		resp.Diagnostics = append(resp.Diagnostics, returned.warnings()...)
	}
	return resp, err
}

func (s *warningServer) MoveResourceState(ctx context.Context, req *tfprotov6.MoveResourceStateRequest) (*tfprotov6.MoveResourceStateResponse, error) {
	ctx, returned := collectPrivateKeys(ctx)
	resp, err := s.frameworkServer.MoveResourceState(ctx, req)
	if resp != nil {
		resp.Diagnostics = append(resp.Diagnostics, returned.warnings()...)
	}
	return resp, err
}

func (s *warningServer) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	ctx, returned := collectPrivateKeys(ctx)
	resp, err := s.frameworkServer.ReadResource(ctx, req)
	if resp != nil {
		resp.Diagnostics = append(resp.Diagnostics, returned.warnings()...)
	}
	return resp, err
}

func (s *warningServer) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	ctx, returned := collectPrivateKeys(ctx)
	resp, err := s.frameworkServer.PlanResourceChange(ctx, req)
	if resp != nil {
		resp.Diagnostics = append(resp.Diagnostics, returned.warnings()...)
	}
	return resp, err
}

func (s *warningServer) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	ctx, returned := collectPrivateKeys(ctx)
	resp, err := s.frameworkServer.ApplyResourceChange(ctx, req)
	if resp != nil {
		resp.Diagnostics = append(resp.Diagnostics, returned.warnings()...)
	}
	return resp, err
}

func (s *warningServer) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	ctx, returned := collectPrivateKeys(ctx)
	resp, err := s.frameworkServer.ReadDataSource(ctx, req)
	if resp != nil {
		resp.Diagnostics = append(resp.Diagnostics, returned.warnings()...)
	}
	return resp, err
}

// ListResource returns results that are computed while they are read.
func (s *warningServer) ListResource(ctx context.Context, req *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error) {
	ctx, returned := collectPrivateKeys(ctx)
	stream, err := s.frameworkServer.ListResource(ctx, req)
	if stream == nil || err != nil {
		return stream, err
	}
	return &tfprotov6.ListResourceServerStream{Results: func(yield func(tfprotov6.ListResourceResult) bool) {
		for result := range stream.Results {
			result.Diagnostics = append(result.Diagnostics, returned.warnings()...)
			if !yield(result) {
				return
			}
		}
		// Terraform accepts a result that contains nothing but warnings.
		if warnings := returned.warnings(); len(warnings) > 0 {
			yield(tfprotov6.ListResourceResult{Diagnostics: warnings})
		}
	}}, nil
}

// InvokeAction returns events that are computed while they are read.
func (s *warningServer) InvokeAction(ctx context.Context, req *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	ctx, returned := collectPrivateKeys(ctx)
	stream, err := s.frameworkServer.InvokeAction(ctx, req)
	if stream == nil || err != nil {
		return stream, err
	}
	return &tfprotov6.InvokeActionServerStream{Events: func(yield func(tfprotov6.InvokeActionEvent) bool) {
		for event := range stream.Events {
			if completed, ok := event.Type.(tfprotov6.CompletedInvokeActionEventType); ok {
				completed.Diagnostics = append(completed.Diagnostics, returned.warnings()...)
				event.Type = completed
			}
			if !yield(event) {
				return
			}
		}
	}}, nil
}

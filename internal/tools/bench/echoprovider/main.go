// Command echoprovider is the limit that the benchmarks compare with: a provider
// that returns what Terraform sends. It has the schema of tigertrust_certificate,
// makes no request and decodes no value.
package main

import (
	"context"
	"log"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/provider"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/startup"
)

func main() {
	if err := startup.SetLogLevels(); err != nil {
		log.Fatal(err)
	}
	startup.TuneGC()
	newServer := provider.NewServer("echo", clock.System{})
	if err := tf6server.Serve("registry.terraform.io/tigertrust/echo", func() tfprotov6.ProviderServer { return echoServer{newServer()} }); err != nil {
		log.Fatal(err)
	}
}

// echoServer serves the resource echo_certificate. Its schema comes from the server
// of TigerTrust.
type echoServer struct{ tfprotov6.ProviderServer }

func (s echoServer) GetProviderSchema(ctx context.Context, req *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	resp, err := s.ProviderServer.GetProviderSchema(ctx, req)
	if err != nil {
		return nil, err
	}
	return &tfprotov6.GetProviderSchemaResponse{
		Provider:           resp.Provider,
		ServerCapabilities: resp.ServerCapabilities,
		ResourceSchemas:    map[string]*tfprotov6.Schema{"echo_certificate": resp.ResourceSchemas["tigertrust_certificate"]},
	}, nil
}

func (s echoServer) GetResourceIdentitySchemas(ctx context.Context, req *tfprotov6.GetResourceIdentitySchemasRequest) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	resp, err := s.ProviderServer.GetResourceIdentitySchemas(ctx, req)
	if err != nil {
		return nil, err
	}
	return &tfprotov6.GetResourceIdentitySchemasResponse{
		IdentitySchemas: map[string]*tfprotov6.ResourceIdentitySchema{"echo_certificate": resp.IdentitySchemas["tigertrust_certificate"]},
	}, nil
}

func (echoServer) ConfigureProvider(context.Context, *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	return &tfprotov6.ConfigureProviderResponse{}, nil
}

func (echoServer) ValidateResourceConfig(context.Context, *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return &tfprotov6.ValidateResourceConfigResponse{}, nil
}

func (echoServer) UpgradeResourceState(_ context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: &tfprotov6.DynamicValue{JSON: req.RawState.JSON}}, nil
}

func (echoServer) ReadResource(_ context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return &tfprotov6.ReadResourceResponse{NewState: req.CurrentState, Private: req.Private, NewIdentity: req.CurrentIdentity}, nil
}

func (echoServer) PlanResourceChange(_ context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	return &tfprotov6.PlanResourceChangeResponse{PlannedState: req.ProposedNewState, PlannedPrivate: req.PriorPrivate, PlannedIdentity: req.PriorIdentity}, nil
}

package startup_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"weak"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/startup"
)

// readProvider is a provider with one resource and the given Read.
type readProvider struct {
	read func(context.Context)
}

func (readProvider) Metadata(context.Context, provider.MetadataRequest, *provider.MetadataResponse) {}

func (readProvider) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (readProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

func (readProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (r readProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return testResource(r) }}
}

type testResource readProvider

func (testResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "thing"
}

func (testResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{"name": schema.StringAttribute{Required: true}}}
}

func (testResource) Create(context.Context, resource.CreateRequest, *resource.CreateResponse) {}

func (t testResource) Read(ctx context.Context, _ resource.ReadRequest, _ *resource.ReadResponse) {
	t.read(ctx)
}

func (testResource) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}

func (testResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// mustRead sends the requests that Terraform sends for each resource.
func mustRead(t *testing.T, ctx context.Context, server tfprotov6.ProviderServer) {
	t.Helper()
	objectType := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"name": tftypes.String}}
	state, err := tfprotov6.NewDynamicValue(objectType, tftypes.NewValue(objectType, map[string]tftypes.Value{"name": tftypes.NewValue(tftypes.String, "a")}))
	if err != nil {
		t.Fatal(err)
	}
	upgraded, upgradeErr := server.UpgradeResourceState(ctx, &tfprotov6.UpgradeResourceStateRequest{TypeName: "thing", RawState: &tfprotov6.RawState{JSON: []byte(`{"name":"a"}`)}})
	validated, validateErr := server.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{TypeName: "thing", Config: &state})
	read, readErr := server.ReadResource(ctx, &tfprotov6.ReadResourceRequest{TypeName: "thing", CurrentState: &state})
	planned, planErr := server.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{TypeName: "thing", Config: &state, PriorState: &state, ProposedNewState: &state})
	applied, applyErr := server.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{TypeName: "thing", Config: &state, PriorState: &state, PlannedState: &state})
	if err := errors.Join(upgradeErr, validateErr, readErr, planErr, applyErr); err != nil {
		t.Fatal(err)
	}
	if n := len(upgraded.Diagnostics) + len(validated.Diagnostics) + len(read.Diagnostics) + len(planned.Diagnostics) + len(applied.Diagnostics); n > 0 {
		t.Fatalf("%d diagnostics", n)
	}
}

type key struct{}

// The test fails as well once the framework no longer needs ReleaseContexts.
func TestReleaseContexts_FreesCompletedRequests(t *testing.T) {
	hasValue := false
	framework := providerserver.NewProtocol6(readProvider{read: func(ctx context.Context) { hasValue = ctx.Value(key{}) != nil }})
	kept := func(server tfprotov6.ProviderServer) bool {
		value := new([1 << 10]byte)
		remembered := weak.Make(value)
		ctx, cancel := context.WithCancel(context.WithValue(t.Context(), key{}, value))
		mustRead(t, ctx, server)
		cancel()
		runtime.GC()
		runtime.KeepAlive(server)
		return remembered.Value() != nil
	}
	if kept(startup.ReleaseContexts(framework())) {
		t.Error("the context of a completed request is kept")
	}
	if !hasValue {
		t.Error("the request has lost the values of its context")
	}
	if !kept(framework()) {
		t.Error("the framework releases contexts itself, so ReleaseContexts is not needed")
	}
}

func TestReleaseContexts_StopCancelsRequest(t *testing.T) {
	t.Parallel()
	for name, stop := range map[string]func(context.CancelFunc, tfprotov6.ProviderServer){
		"by the connection": func(cancel context.CancelFunc, _ tfprotov6.ProviderServer) { cancel() },
		"by a request": func(_ context.CancelFunc, server tfprotov6.ProviderServer) {
			_, _ = server.StopProvider(context.Background(), &tfprotov6.StopProviderRequest{})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var server tfprotov6.ProviderServer
			var ended error
			server = startup.ReleaseContexts(providerserver.NewProtocol6(readProvider{read: func(ctx context.Context) {
				stop(cancel, server)
				<-ctx.Done()
				ended = ctx.Err()
			}})())
			mustRead(t, ctx, server)
			if !errors.Is(ended, context.Canceled) {
				t.Errorf("the request ended with %v", ended)
			}
		})
	}
}

func TestReleaseContexts_KeepsOptionalServers(t *testing.T) {
	t.Parallel()
	server := startup.ReleaseContexts(providerserver.NewProtocol6(readProvider{})())
	if _, ok := server.(tfprotov6.ListResourceServer); !ok {
		t.Error("list resources are not served")
	}
	if _, ok := server.(tfprotov6.ActionServer); !ok {
		t.Error("actions are not served")
	}
}

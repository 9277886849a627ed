package startup

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// frameworkServer contains all methods that the framework serves.
type frameworkServer interface {
	tfprotov6.ProviderServer
	tfprotov6.ActionServer
	tfprotov6.ListResourceServer
}

// releasingServer releases the context of each request after the response. The
// framework keeps every context, with all its values, so that it can cancel the
// context if Terraform stops the provider: 10 kB per request, 40 kB per certificate
// in a plan.
type releasingServer struct {
	frameworkServer
}

// ReleaseContexts wraps the framework's server so that it does not keep the
// contexts of completed requests. A process may serve thousands of requests.
func ReleaseContexts(server tfprotov6.ProviderServer) tfprotov6.ProviderServer {
	if framework, ok := server.(frameworkServer); ok {
		return &releasingServer{frameworkServer: framework}
	}
	return server
}

// Terraform sends these requests for every resource.

func (s *releasingServer) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	ctx, release := newRequestContext(ctx)
	defer release()
	return s.frameworkServer.ValidateResourceConfig(ctx, req)
}

func (s *releasingServer) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	ctx, release := newRequestContext(ctx)
	defer release()
	return s.frameworkServer.UpgradeResourceState(ctx, req)
}

func (s *releasingServer) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	ctx, release := newRequestContext(ctx)
	defer release()
	return s.frameworkServer.ReadResource(ctx, req)
}

func (s *releasingServer) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	ctx, release := newRequestContext(ctx)
	defer release()
	return s.frameworkServer.PlanResourceChange(ctx, req)
}

func (s *releasingServer) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	ctx, release := newRequestContext(ctx)
	defer release()
	return s.frameworkServer.ApplyResourceChange(ctx, req)
}

// requestContext delegates to its parent until the request completes, and to a
// canceled context without values afterwards.
type requestContext struct {
	parent atomic.Pointer[context.Context]
}

// newRequestContext returns a context for one request, and a function that releases
// it.
func newRequestContext(ctx context.Context) (context.Context, func()) {
	current := &requestContext{}
	current.parent.Store(&ctx)
	return current, func() { current.parent.Store(&completed) }
}

// completed is the parent context of all completed requests.
var completed = func() context.Context {
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	return ended
}()

func (c *requestContext) Deadline() (time.Time, bool) { return (*c.parent.Load()).Deadline() }
func (c *requestContext) Done() <-chan struct{}       { return (*c.parent.Load()).Done() }
func (c *requestContext) Err() error                  { return (*c.parent.Load()).Err() }
func (c *requestContext) Value(key any) any           { return (*c.parent.Load()).Value(key) }

package startup

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// wholeServer is all that the framework serves.
type wholeServer interface {
	tfprotov6.ProviderServer
	tfprotov6.ActionServer
	tfprotov6.ListResourceServer
}

// releasingServer ends each request's context for good. The framework keeps
// every context that it was ever given, in case Terraform tells it to stop, and
// with it all that hangs on it: 10 kB a request, 40 kB a certificate and plan.
type releasingServer struct {
	wholeServer
}

// Released returns the framework's server for a process that serves many
// thousands of requests. What it is given keeps no memory of those that are
// answered.
func Released(server tfprotov6.ProviderServer) tfprotov6.ProviderServer {
	if whole, ok := server.(wholeServer); ok {
		return &releasingServer{wholeServer: whole}
	}
	return server
}

// The requests that come for every object.

func (s *releasingServer) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	ctx, end := untilAnswered(ctx)
	defer end()
	return s.wholeServer.ValidateResourceConfig(ctx, req)
}

func (s *releasingServer) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	ctx, end := untilAnswered(ctx)
	defer end()
	return s.wholeServer.UpgradeResourceState(ctx, req)
}

func (s *releasingServer) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	ctx, end := untilAnswered(ctx)
	defer end()
	return s.wholeServer.ReadResource(ctx, req)
}

func (s *releasingServer) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	ctx, end := untilAnswered(ctx)
	defer end()
	return s.wholeServer.PlanResourceChange(ctx, req)
}

func (s *releasingServer) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	ctx, end := untilAnswered(ctx)
	defer end()
	return s.wholeServer.ApplyResourceChange(ctx, req)
}

// requestContext is its parent until the request is answered, and afterwards an
// ended context that holds nothing.
type requestContext struct {
	parent atomic.Pointer[context.Context]
}

// untilAnswered returns ctx for one request, and what ends it.
func untilAnswered(ctx context.Context) (context.Context, func()) {
	current := &requestContext{}
	current.parent.Store(&ctx)
	return current, func() { current.parent.Store(&answered) }
}

// answered is the parent of all requests that are answered.
var answered = func() context.Context {
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	return ended
}()

func (c *requestContext) Deadline() (time.Time, bool) { return (*c.parent.Load()).Deadline() }
func (c *requestContext) Done() <-chan struct{}       { return (*c.parent.Load()).Done() }
func (c *requestContext) Err() error                  { return (*c.parent.Load()).Err() }
func (c *requestContext) Value(key any) any           { return (*c.parent.Load()).Value(key) }

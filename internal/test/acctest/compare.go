package acctest

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/provider"
)

// completeServer contains all methods that the provider serves.
type completeServer interface {
	tfprotov6.ProviderServer
	tfprotov6.ActionServer
	tfprotov6.ListResourceServer
	// Framework returns the same server without shortcuts.
	Framework() tfprotov6.ProviderServer
}

// comparingServer serves the provider, and fails the test if one of its shortcuts
// responds differently from the framework.
type comparingServer struct {
	completeServer
	tb testing.TB
	// schemas returns the schemas of the provider, which takes long.
	schemas func() (*tfprotov6.GetProviderSchemaResponse, error)
}

// newComparingServer returns the factory of a server that compares.
func newComparingServer(tb testing.TB, clock clock.Clock) func() tfprotov6.ProviderServer {
	tb.Helper()
	newServer := provider.NewServer("test", clock)
	return func() tfprotov6.ProviderServer {
		server := newServer().(completeServer) //nolint:forcetypeassert // the tests need all methods
		return &comparingServer{
			completeServer: server,
			tb:             tb,
			schemas: sync.OnceValues(func() (*tfprotov6.GetProviderSchemaResponse, error) {
				return server.GetProviderSchema(tb.Context(), &tfprotov6.GetProviderSchemaRequest{})
			}),
		}
	}
}

func (s *comparingServer) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	resp, err := s.completeServer.ValidateResourceConfig(ctx, req)
	if err != nil {
		return nil, err
	}
	plain, err := s.Framework().ValidateResourceConfig(ctx, req)
	if err != nil {
		return nil, err
	}
	if with, without := summaries(resp.Diagnostics), summaries(plain.Diagnostics); with != without {
		s.tb.Errorf("the validation of %s without shortcuts returns %s, with shortcuts %s", req.TypeName, without, with)
	}
	return resp, nil
}

// ReadResource compares shortcuts, which send no request. Nor does the framework in
// their place: it reads the same list cache. Between the two, the response to another
// operation may show that the list is not enough. Then the next attempt does not take
// the shortcut.
func (s *comparingServer) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	const attempts = 3
	var difference string
	for range attempts {
		var isRequesting atomic.Bool
		resp, err := s.completeServer.ReadResource(onRequest(ctx, func() { isRequesting.Store(true) }), req)
		// The framework never returns the value of the request itself.
		if isShortcut := err == nil && resp.NewState != nil && resp.NewState == req.CurrentState; !isShortcut {
			return resp, err
		}
		if isRequesting.Load() {
			s.tb.Errorf("the shortcut for a refresh of %s sends a request", req.TypeName)
		}
		plain, err := s.readWithoutRequests(ctx, req)
		if err != nil {
			return nil, err
		}
		difference = s.difference(
			response{resp.NewState, resp.Private, resp.NewIdentity, resp.Diagnostics},
			response{plain.NewState, plain.Private, plain.NewIdentity, plain.Diagnostics})
		if difference == "" {
			return resp, nil
		}
	}
	s.tb.Errorf("the refresh of %s without shortcuts returns %s", req.TypeName, difference)
	return s.completeServer.ReadResource(ctx, req)
}

// readWithoutRequests cancels a refresh by the framework that sends a request, so that
// the comparison changes nothing for the operations that follow.
func (s *comparingServer) readWithoutRequests(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	return s.Framework().ReadResource(onRequest(ctx, cancel), req)
}

// onRequest returns a context whose requests call f before they are sent.
func onRequest(ctx context.Context, f func()) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GetConn: func(string) { f() }})
}

func (s *comparingServer) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	resp, err := s.completeServer.PlanResourceChange(ctx, req)
	if isShortcut := err == nil && resp.PlannedState == req.PriorState; !isShortcut {
		return resp, err
	}
	plain, err := s.Framework().PlanResourceChange(ctx, req)
	if err != nil {
		return nil, err
	}
	if difference := s.difference(
		response{resp.PlannedState, resp.PlannedPrivate, resp.PlannedIdentity, resp.Diagnostics},
		response{plain.PlannedState, plain.PlannedPrivate, plain.PlannedIdentity, plain.Diagnostics}); difference != "" {
		s.tb.Errorf("the plan of %s without shortcuts returns %s", req.TypeName, difference)
	}
	if len(plain.RequiresReplace) > 0 {
		s.tb.Errorf("the plan of %s without shortcuts replaces it because of %v", req.TypeName, plain.RequiresReplace)
	}
	return resp, nil
}

// response is the part of a response that a refresh and a plan have in common.
type response struct {
	state       *tfprotov6.DynamicValue
	private     []byte
	identity    *tfprotov6.ResourceIdentityData
	diagnostics []*tfprotov6.Diagnostic
}

// difference returns how the response without shortcuts differs from the one with
// them, or nothing if every byte is the same.
func (s *comparingServer) difference(resp, plain response) string {
	switch {
	case !bytes.Equal(resp.state.MsgPack, plain.state.MsgPack):
		return "another state"
	case !bytes.Equal(resp.private, plain.private):
		return fmt.Sprintf("the private state %s, with shortcuts %s", plain.private, resp.private)
	case !s.identity(resp.identity).Equal(s.identity(plain.identity)):
		return "another identity"
	case summaries(resp.diagnostics) != summaries(plain.diagnostics):
		return fmt.Sprintf("%s, with shortcuts %s", summaries(plain.diagnostics), summaries(resp.diagnostics))
	default:
		return ""
	}
}

// summaries returns the summaries of diagnostics, sorted: the framework validates the
// attributes in any order.
func summaries(diagnostics []*tfprotov6.Diagnostic) string {
	var texts []string
	for _, diagnostic := range diagnostics {
		texts = append(texts, diagnostic.Summary)
	}
	slices.Sort(texts)
	return strings.Join(texts, ", ")
}

func (s *comparingServer) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	resp, err := s.completeServer.UpgradeResourceState(ctx, req)
	if err != nil {
		return nil, err
	}
	plain, err := s.Framework().UpgradeResourceState(ctx, req)
	if err != nil {
		return nil, err
	}
	typ := s.resourceType(req.TypeName)
	if len(resp.Diagnostics) == 0 && !s.areEqual(typ, resp.UpgradedState, plain.UpgradedState) {
		s.tb.Errorf("the state of %s without shortcuts differs", req.TypeName)
	}
	return resp, nil
}

func (s *comparingServer) resourceType(name string) tftypes.Type {
	schemas, err := s.schemas()
	if err != nil {
		s.tb.Error(err)
		return tftypes.DynamicPseudoType
	}
	return schemas.ResourceSchemas[name].ValueType()
}

func (s *comparingServer) areEqual(typ tftypes.Type, a, b *tfprotov6.DynamicValue) bool {
	if a == nil || b == nil {
		return a == b
	}
	first, err := a.Unmarshal(typ)
	if err != nil {
		return false
	}
	second, err := b.Unmarshal(typ)
	return err == nil && first.Equal(second)
}

var identityType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{"id": tftypes.String}}

// identity returns an identity without an ID for none, which the framework returns to
// a Terraform that has no identities.
func (s *comparingServer) identity(data *tfprotov6.ResourceIdentityData) tftypes.Value {
	none := tftypes.NewValue(identityType, map[string]tftypes.Value{"id": tftypes.NewValue(tftypes.String, nil)})
	if data == nil || data.IdentityData == nil {
		return none
	}
	value, err := data.IdentityData.Unmarshal(identityType)
	if err != nil {
		s.tb.Error(err)
	}
	if value.IsNull() {
		return none
	}
	return value
}

// Uncompared returns the provider without the comparison, for tests that count work.
func (p *Protocol) Uncompared() tfprotov6.ProviderServer {
	if comparing, ok := p.server.(*comparingServer); ok {
		return comparing.completeServer
	}
	return p.server
}

package acctest

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
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
}

// comparingServer serves the provider, and fails the test if one of its shortcuts
// responds differently from the framework.
type comparingServer struct {
	completeServer
	tb testing.TB
	// plain is another server of the provider, without shortcuts.
	plain tfprotov6.ProviderServer
	// schemas returns the schemas of the provider, which takes long.
	schemas func() (*tfprotov6.GetProviderSchemaResponse, error)
}

// newComparingServer returns the factory of a server that compares.
func newComparingServer(tb testing.TB, clock clock.Clock) func() tfprotov6.ProviderServer {
	tb.Helper()
	newServer, newPlain := provider.NewServer("test", clock), provider.NewServer("test", clock, provider.WithoutShortcuts)
	return func() tfprotov6.ProviderServer {
		plain := newPlain()
		return &comparingServer{
			completeServer: newServer().(completeServer), //nolint:forcetypeassert // the tests need all methods
			tb:             tb,
			plain:          plain,
			schemas: sync.OnceValues(func() (*tfprotov6.GetProviderSchemaResponse, error) {
				return plain.GetProviderSchema(tb.Context(), &tfprotov6.GetProviderSchemaRequest{})
			}),
		}
	}
}

func (s *comparingServer) ConfigureProvider(ctx context.Context, req *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	if _, err := s.plain.ConfigureProvider(ctx, req); err != nil {
		return nil, err
	}
	return s.completeServer.ConfigureProvider(ctx, req)
}

func (s *comparingServer) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	resp, err := s.completeServer.PlanResourceChange(ctx, req)
	// The framework never returns the value of the request itself.
	if isShortcut := err == nil && resp.PlannedState == req.PriorState; !isShortcut {
		return resp, err
	}
	plain, err := s.plain.PlanResourceChange(ctx, req)
	if err != nil {
		return nil, err
	}
	if difference := s.difference(s.resourceType(req.TypeName), resp, plain); difference != "" {
		s.tb.Errorf("the plan of %s without shortcuts has another %s", req.TypeName, difference)
	}
	return resp, nil
}

// difference names what differs in two plans.
func (s *comparingServer) difference(typ tftypes.Type, resp, plain *tfprotov6.PlanResourceChangeResponse) string {
	switch {
	case !s.areEqual(typ, resp.PlannedState, plain.PlannedState):
		return "planned state"
	case !bytes.Equal(resp.PlannedPrivate, plain.PlannedPrivate):
		return fmt.Sprintf("private state: %s, with shortcuts %s", plain.PlannedPrivate, resp.PlannedPrivate)
	case !s.areEqualIdentities(resp.PlannedIdentity, plain.PlannedIdentity):
		return "identity"
	case len(resp.RequiresReplace) != len(plain.RequiresReplace):
		return fmt.Sprintf("reason for replacement: %v, with shortcuts %v", plain.RequiresReplace, resp.RequiresReplace)
	case summaries(resp.Diagnostics) != summaries(plain.Diagnostics):
		return fmt.Sprintf("diagnostic: %s, with shortcuts %s", summaries(plain.Diagnostics), summaries(resp.Diagnostics))
	default:
		return ""
	}
}

func summaries(diagnostics []*tfprotov6.Diagnostic) string {
	var texts []string
	for _, diagnostic := range diagnostics {
		texts = append(texts, diagnostic.Summary)
	}
	return strings.Join(texts, ", ")
}

func (s *comparingServer) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	resp, err := s.completeServer.UpgradeResourceState(ctx, req)
	if err != nil {
		return nil, err
	}
	plain, err := s.plain.UpgradeResourceState(ctx, req)
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

// areEqualIdentities treats no identity like one without an ID, which the framework
// returns to a Terraform that has no identities.
func (s *comparingServer) areEqualIdentities(a, b *tfprotov6.ResourceIdentityData) bool {
	return s.identity(a).Equal(s.identity(b))
}

var identityType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{"id": tftypes.String}}

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

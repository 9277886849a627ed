package provider

import (
	"bytes"
	"context"
	"os"
	"strconv"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certificate"
)

// disableShortcuts is the environment variable that turns off all shortcuts, to find
// out whether one of them causes a problem.
const disableShortcuts = "TIGERTRUST_DISABLE_SHORTCUTS"

// shortcutServer responds to two requests about a tigertrust_certificate before the
// framework decodes their values, where the framework would respond with the same
// values. In a plan of many certificates without changes, these responses take most
// of the CPU time of the provider.
type shortcutServer struct {
	frameworkServer
	provider *tigertrustProvider
}

// hasShortcuts reports whether the environment permits shortcuts.
func hasShortcuts() bool {
	isDisabled, _ := strconv.ParseBool(os.Getenv(disableShortcuts))
	return !isDisabled
}

const certificateType = "tigertrust_certificate"

// PlanResourceChange returns the prior state if the configuration adds nothing to
// it, and the private state records that such a plan changes and shows nothing.
func (s *shortcutServer) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	if !s.changesNothing(req) {
		return s.frameworkServer.PlanResourceChange(ctx, req)
	}
	return &tfprotov6.PlanResourceChangeResponse{
		PlannedState:    req.PriorState,
		PlannedPrivate:  req.PriorPrivate,
		PlannedIdentity: req.PriorIdentity,
	}, nil
}

func (s *shortcutServer) changesNothing(req *tfprotov6.PlanResourceChangeRequest) bool {
	return req.TypeName == certificateType && s.provider.session.Load() != nil && req.PriorState != nil && req.ProposedNewState != nil &&
		len(req.PriorState.MsgPack) > 0 && bytes.Equal(req.PriorState.MsgPack, req.ProposedNewState.MsgPack) &&
		certificate.IsSettled(req.PriorPrivate)
}

// UpgradeResourceState returns a state as it is that contains exactly the
// attributes of the schema. Terraform accepts JSON in this response.
func (s *shortcutServer) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	schema := certificateSchema()
	if req.TypeName != certificateType || req.RawState == nil || req.Version != schema.version || !hasType(req.RawState.JSON, schema.valueType) {
		return s.frameworkServer.UpgradeResourceState(ctx, req)
	}
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: &tfprotov6.DynamicValue{JSON: req.RawState.JSON}}, nil
}

type schemaVersion struct {
	version   int64
	valueType tftypes.Type
}

// certificateSchema returns the schema of tigertrust_certificate.
var certificateSchema = sync.OnceValue(func() schemaVersion {
	var resp resource.SchemaResponse
	certificate.NewResource().Schema(context.Background(), resource.SchemaRequest{}, &resp)
	return schemaVersion{version: resp.Schema.Version, valueType: resp.Schema.Type().TerraformType(context.Background())}
})

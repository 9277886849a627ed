package provider

import (
	"bytes"
	"context"
	"crypto/sha256"
	"os"
	"slices"
	"strconv"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certificate"
)

// disableShortcuts is the environment variable that turns off all shortcuts, to find
// out whether one of them causes a problem.
const disableShortcuts = "TIGERTRUST_DISABLE_SHORTCUTS"

// shortcutServer responds to requests about a tigertrust_certificate before the
// framework decodes their values, where the framework would respond with the same
// values. In a plan of many certificates without changes, these responses take most
// of the CPU time of the provider.
type shortcutServer struct {
	frameworkServer
	provider *tigertrustProvider

	// settled contains the digests of the states for which a plan has nothing to do
	// if the configuration adds nothing.
	settled sync.Map
	// valid contains the digests of the configurations that passed validation,
	// without their names.
	valid sync.Map
}

// hasShortcuts reports whether the environment permits shortcuts.
func hasShortcuts() bool {
	isDisabled, _ := strconv.ParseBool(os.Getenv(disableShortcuts))
	return !isDisabled
}

const certificateType = "tigertrust_certificate"

// PlanResourceChange returns the prior state if the configuration adds nothing to
// it, and Read has found that such a plan changes and shows nothing.
func (s *shortcutServer) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	if req.TypeName != certificateType || req.PriorState == nil || req.ProposedNewState == nil || !bytes.Equal(req.PriorState.MsgPack, req.ProposedNewState.MsgPack) {
		return s.frameworkServer.PlanResourceChange(ctx, req)
	}
	if _, isSettled := s.settled.Load(digest(req.PriorState.MsgPack, req.PriorPrivate)); !isSettled {
		return s.frameworkServer.PlanResourceChange(ctx, req)
	}
	return &tfprotov6.PlanResourceChangeResponse{
		PlannedState:    req.PriorState,
		PlannedPrivate:  req.PriorPrivate,
		PlannedIdentity: req.PriorIdentity,
	}, nil
}

// digest returns a digest of a state and its private state.
func digest(state, private []byte) [sha256.Size]byte {
	return sha256.Sum256(slices.Concat(state, []byte{0}, private))
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
	version int64
	// objectType and valueType are the type of the framework and of the protocol.
	objectType attr.Type
	valueType  tftypes.Type
}

// certificateSchema returns the schema of tigertrust_certificate.
var certificateSchema = sync.OnceValue(func() schemaVersion {
	var resp resource.SchemaResponse
	certificate.NewResource().Schema(context.Background(), resource.SchemaRequest{}, &resp)
	objectType := resp.Schema.Type()
	return schemaVersion{version: resp.Schema.Version, objectType: objectType, valueType: objectType.TerraformType(context.Background())}
})

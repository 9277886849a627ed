package provider

import (
	"bytes"
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr/xattr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certificate"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
)

// ReadResource returns the state as it is if the list cache shows that Read would
// not change it. It remembers the states for which a plan has nothing to do, as
// Terraform will pass them to PlanResourceChange.
func (s *shortcutServer) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	if req.TypeName != certificateType {
		return s.frameworkServer.ReadResource(ctx, req)
	}
	resp, isSettled := s.readUnchanged(ctx, req)
	if resp == nil {
		var err error
		resp, err = s.frameworkServer.ReadResource(certificate.OnSettled(ctx, func() { isSettled = true }), req)
		if err != nil {
			return nil, err
		}
	}
	if isSettled && resp.NewState != nil {
		s.settled.Store(digest(resp.NewState.MsgPack, resp.Private), true)
	}
	return resp, nil
}

// readUnchanged returns the response for an unchanged certificate, or nil if the
// framework must respond.
func (s *shortcutServer) readUnchanged(ctx context.Context, req *tfprotov6.ReadResourceRequest) (resp *tfprotov6.ReadResourceResponse, isSettled bool) {
	session := s.provider.session.Load()
	if session == nil || !session.HasFetchedList(ctx) || req.CurrentState == nil || len(req.CurrentState.MsgPack) == 0 {
		return nil, false
	}
	private := privatestate.Decode(req.Private)
	if private == nil {
		return nil, false
	}
	state, ok := decodeState(ctx, req.CurrentState)
	if !ok {
		return nil, false
	}
	unchanged := certificate.FindUnchanged(ctx, session, state, private)
	if unchanged == nil {
		return nil, false
	}
	identity, err := tfprotov6.NewDynamicValue(identityType, tftypes.NewValue(identityType, map[string]tftypes.Value{"id": tftypes.NewValue(tftypes.String, unchanged.ID)}))
	if err != nil || !isIdentity(req.CurrentIdentity, identity) {
		return nil, false
	}
	return &tfprotov6.ReadResourceResponse{
		NewState:    req.CurrentState,
		NewIdentity: &tfprotov6.ResourceIdentityData{IdentityData: &identity},
		Private:     req.Private,
	}, unchanged.IsSettled
}

// isIdentity reports whether the identity in a request is missing, as in a state of
// Terraform before 1.12, or has this value. The framework reports a changed one.
func isIdentity(current *tfprotov6.ResourceIdentityData, value tfprotov6.DynamicValue) bool {
	return current == nil || current.IdentityData != nil && bytes.Equal(current.IdentityData.MsgPack, value.MsgPack)
}

// decodeState decodes a state of a tigertrust_certificate. It returns false for one
// that the framework rejects.
func decodeState(ctx context.Context, encoded *tfprotov6.DynamicValue) (state types.Object, ok bool) {
	schema := certificateSchema()
	value, err := encoded.Unmarshal(schema.valueType)
	if err != nil || !value.IsFullyKnown() {
		return state, false
	}
	converted, err := schema.objectType.ValueFromTerraform(ctx, value)
	if state, ok = converted.(types.Object); err != nil || !ok {
		return state, false
	}
	for name, attribute := range state.Attributes() {
		var resp xattr.ValidateAttributeResponse
		if attribute, ok := attribute.(xattr.ValidateableAttribute); ok {
			attribute.ValidateAttribute(ctx, xattr.ValidateAttributeRequest{Path: path.Root(name)}, &resp)
		}
		if resp.Diagnostics.HasError() {
			return state, false
		}
	}
	return state, true
}

var identityType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{"id": tftypes.String}}

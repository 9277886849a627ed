package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
)

// ValidateResourceConfig returns no diagnostics for a configuration that differs only
// in its names from one for which the framework has returned none, if the names are
// valid. The instances of a resource block usually differ in their names only.
func (s *shortcutServer) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	if req.TypeName != certificateType || req.Config == nil {
		return s.frameworkServer.ValidateResourceConfig(ctx, req)
	}
	rest := withoutValidNames(req.Config)
	if rest == nil {
		return s.frameworkServer.ValidateResourceConfig(ctx, req)
	}
	key := digest(rest, nil)
	if _, isValid := s.valid.Load(key); isValid {
		return &tfprotov6.ValidateResourceConfigResponse{}, nil
	}
	resp, err := s.frameworkServer.ValidateResourceConfig(ctx, req)
	if err == nil && len(resp.Diagnostics) == 0 {
		s.valid.Store(key, true)
	}
	return resp, err
}

// withoutValidNames returns a configuration of a tigertrust_certificate with a fixed
// name in place of its names. It returns nil if the framework must validate them.
func withoutValidNames(config *tfprotov6.DynamicValue) []byte {
	schema := certificateSchema()
	value, err := config.Unmarshal(schema.valueType)
	var attributes map[string]tftypes.Value
	if err != nil || value.As(&attributes) != nil || attributes == nil {
		return nil
	}
	if !isValidName(attributes["common_name"]) || !areValidNames(attributes["subject_alternative_names"]) {
		return nil
	}
	attributes["common_name"] = tftypes.NewValue(tftypes.String, "")
	if names := attributes["subject_alternative_names"]; !names.IsNull() {
		attributes["subject_alternative_names"] = tftypes.NewValue(names.Type(), []tftypes.Value{})
	}
	rest, err := tfprotov6.NewDynamicValue(schema.valueType, tftypes.NewValue(schema.valueType, attributes))
	if err != nil {
		return nil
	}
	return rest.MsgPack
}

func isValidName(value tftypes.Value) bool {
	var name *string
	return value.IsKnown() && value.As(&name) == nil && name != nil && certname.RejectNonName(*name) == nil
}

// areValidNames reports whether a set is null or contains valid names, each once.
func areValidNames(value tftypes.Value) bool {
	var names []tftypes.Value
	if !value.IsKnown() || value.As(&names) != nil {
		return false
	}
	distinct := map[string]bool{}
	for _, element := range names {
		var name string
		if !isValidName(element) || element.As(&name) != nil || distinct[name] {
			return false
		}
		distinct[name] = true
	}
	return true
}

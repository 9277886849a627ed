package provider

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// hasType reports whether a JSON value is exactly of a type: an object contains
// each attribute of its type and no other one.
func hasType(raw []byte, typ tftypes.Type) bool {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	return decoder.Decode(&value) == nil && isOfType(value, typ)
}

func isOfType(value any, typ tftypes.Type) bool {
	if value == nil {
		return true
	}
	switch typ := typ.(type) {
	case tftypes.Object:
		members, ok := value.(map[string]any)
		if !ok || len(members) != len(typ.AttributeTypes) {
			return false
		}
		for name, attributeType := range typ.AttributeTypes {
			if member, exists := members[name]; !exists || !isOfType(member, attributeType) {
				return false
			}
		}
		return true
	case tftypes.Map:
		members, ok := value.(map[string]any)
		return ok && areOfType(slices.Collect(maps.Values(members)), typ.ElementType)
	case tftypes.Set:
		elements, ok := value.([]any)
		return ok && areOfType(elements, typ.ElementType)
	case tftypes.List:
		elements, ok := value.([]any)
		return ok && areOfType(elements, typ.ElementType)
	default:
		return isPrimitive(value, typ)
	}
}

func areOfType(values []any, typ tftypes.Type) bool {
	return !slices.ContainsFunc(values, func(value any) bool { return !isOfType(value, typ) })
}

func isPrimitive(value any, typ tftypes.Type) bool {
	switch value.(type) {
	case string:
		return typ.Is(tftypes.String)
	case json.Number:
		return typ.Is(tftypes.Number)
	case bool:
		return typ.Is(tftypes.Bool)
	default:
		return false
	}
}

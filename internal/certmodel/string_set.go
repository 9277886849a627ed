package certmodel

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// StringSet is a set of strings. The framework compares each element of its own sets
// with all others, which takes seconds for a certificate with a thousand names. The
// work for a StringSet is proportional to its size.
type StringSet struct{ types.Set }

// NullStringSet returns a set without a value.
func NullStringSet() StringSet { return StringSet{types.SetNull(types.StringType)} }

// UnknownStringSet returns a set that is not known yet.
func UnknownStringSet() StringSet { return StringSet{types.SetUnknown(types.StringType)} }

// NewStringSet returns a set of the distinct texts, or null if texts is nil.
func NewStringSet(texts *[]string) StringSet {
	if texts == nil {
		return NullStringSet()
	}
	distinct := slices.Compact(slices.Sorted(slices.Values(*texts)))
	elements := make([]attr.Value, len(distinct))
	for i, text := range distinct {
		elements[i] = types.StringValue(text)
	}
	return StringSet{types.SetValueMust(types.StringType, elements)}
}

// Type implements [attr.Value].
func (s StringSet) Type(context.Context) attr.Type { return StringSetType }

// Equal implements [attr.Value].
func (s StringSet) Equal(value attr.Value) bool {
	other, ok := value.(StringSet)
	return ok && s.IsNull() == other.IsNull() && s.IsUnknown() == other.IsUnknown() && maps.Equal(s.members(), other.members())
}

func (s StringSet) members() map[attr.Value]bool {
	members := map[attr.Value]bool{}
	for _, element := range s.Elements() {
		members[element] = true
	}
	return members
}

// SetSemanticEquals implements [basetypes.SetValuableWithSemanticEquals]. The framework
// compares the elements of sets that are not equal.
func (s StringSet) SetSemanticEquals(_ context.Context, prior basetypes.SetValuable) (bool, diag.Diagnostics) {
	return s.Equal(prior), nil
}

// StringSetType is the type of a [StringSet].
var StringSetType = stringSetType{types.SetType{ElemType: types.StringType}}

type stringSetType struct{ basetypes.SetType }

// Equal implements [attr.Type].
func (t stringSetType) Equal(other attr.Type) bool { return other == attr.Type(t) }

// ValueType implements [attr.Type].
func (t stringSetType) ValueType(context.Context) attr.Value { return StringSet{} }

// ValueFromTerraform implements [attr.Type].
func (t stringSetType) ValueFromTerraform(ctx context.Context, value tftypes.Value) (attr.Value, error) {
	set, err := t.SetType.ValueFromTerraform(ctx, value)
	if err != nil {
		return nil, err
	}
	return StringSet{set.(types.Set)}, nil //nolint:forcetypeassert // the type of every value of SetType
}

// ValueFromSet implements [basetypes.SetTypable].
func (t stringSetType) ValueFromSet(_ context.Context, set types.Set) (basetypes.SetValuable, diag.Diagnostics) {
	return StringSet{set}, nil
}

// Validate replaces the search of the framework for duplicates. Terraform removes
// them.
func (t stringSetType) Validate(context.Context, tftypes.Value, path.Path) diag.Diagnostics {
	return nil
}

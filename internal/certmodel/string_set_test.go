package certmodel_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
)

var _ basetypes.SetValuableWithSemanticEquals = certmodel.StringSet{}

// stringSet returns a value of the type from strings, null and unknown ones.
func stringSet(t *testing.T, elements ...any) certmodel.StringSet {
	t.Helper()
	var values []tftypes.Value
	for _, element := range elements {
		values = append(values, tftypes.NewValue(tftypes.String, element))
	}
	return fromTerraform(t, values)
}

func fromTerraform(t *testing.T, value any) certmodel.StringSet {
	t.Helper()
	set, err := certmodel.StringSetType.ValueFromTerraform(t.Context(), tftypes.NewValue(tftypes.Set{ElementType: tftypes.String}, value))
	if err != nil {
		t.Fatal(err)
	}
	return set.(certmodel.StringSet) //nolint:forcetypeassert // the test of the type
}

func TestStringSet_Equal(t *testing.T) {
	sets := map[string]basetypes.SetValuable{
		"null":         fromTerraform(t, nil),
		"unknown":      fromTerraform(t, tftypes.UnknownValue),
		"empty":        stringSet(t),
		"one":          stringSet(t, "a"),
		"framework":    stringSet(t, "a").Set,
		"another one":  stringSet(t, "b"),
		"two":          stringSet(t, "a", "b"),
		"null element": stringSet(t, "a", nil),
		"unknown one":  stringSet(t, "a", tftypes.UnknownValue),
	}
	for name, set := range sets {
		for otherName, other := range sets {
			if got := set.Equal(other); got != (name == otherName) {
				t.Errorf("%s equals %s: %t", name, otherName, got)
			}
		}
	}
	if !stringSet(t, "a", "b").Equal(stringSet(t, "b", "a")) {
		t.Error("the order of elements matters")
	}
}

func TestStringSet_Type_MatchesValue(t *testing.T) {
	value := stringSet(t, "a")
	if !certmodel.StringSetType.Equal(value.Type(t.Context())) || certmodel.StringSetType.Equal(types.SetType{ElemType: types.StringType}) {
		t.Errorf("the type of the value is %s", value.Type(t.Context()))
	}
	if again, _ := certmodel.StringSetType.ValueFromSet(t.Context(), value.Set); !again.Equal(value) {
		t.Errorf("got %s, want %s", again, value)
	}
	if _, err := certmodel.StringSetType.ValueFromTerraform(t.Context(), tftypes.NewValue(tftypes.String, "a")); err == nil {
		t.Error("a string is a set")
	}
}

// Work is counted in allocations: unlike time, they are the same on every machine.
func TestStringSet_WorkIsProportional(t *testing.T) {
	allocations := func(count int) float64 {
		var names []any
		for i := range count {
			names = append(names, fmt.Sprintf("host-%d.example.com", i))
		}
		set, other := stringSet(t, names...), stringSet(t, names...)
		raw, err := set.ToTerraformValue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return testing.AllocsPerRun(1, func() {
			isEqual, _ := set.SetSemanticEquals(t.Context(), other)
			if diags := certmodel.StringSetType.Validate(t.Context(), raw, path.Root("names")); !isEqual || diags.HasError() {
				t.Errorf("equal: %t, valid: %v", isEqual, diags)
			}
		})
	}
	if few, many := allocations(100), allocations(2000); many > 40*few {
		t.Errorf("100 names cost %.0f allocations, and 2000 names %.0f", few, many)
	}
}

package acctest

import (
	"maps"
	"math/big"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// members returns the attributes of an object, or an empty map for null.
func members(tb testing.TB, object tftypes.Value) map[string]tftypes.Value {
	tb.Helper()
	if object.IsNull() {
		return map[string]tftypes.Value{}
	}
	var values map[string]tftypes.Value
	if err := object.As(&values); err != nil {
		tb.Fatal(err)
	}
	// As returns the map of the object itself.
	return maps.Clone(values)
}

// object converts a decoded value to an object.
func object(tb testing.TB, value any) map[string]any {
	tb.Helper()
	object, ok := value.(map[string]any)
	if !ok {
		tb.Fatalf("expected an object, got %v", value)
	}
	return object
}

// unknown returns the sorted names of the attributes that are not fully known.
func unknown(tb testing.TB, object tftypes.Value) []string {
	tb.Helper()
	var names []string
	for name, value := range members(tb, object) {
		if !value.IsFullyKnown() {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// plain returns a known value in the form of decoded JSON.
func plain(tb testing.TB, value tftypes.Value) any {
	tb.Helper()
	if value.IsNull() {
		return nil
	}
	var err error
	read := func(target any) { err = value.As(target) }
	var result any
	switch typ := value.Type(); {
	case typ.Is(tftypes.String):
		var text string
		read(&text)
		result = text
	case typ.Is(tftypes.Bool):
		var truth bool
		read(&truth)
		result = truth
	case typ.Is(tftypes.Number):
		var number big.Float
		read(&number)
		result, _ = number.Float64()
	case typ.Is(tftypes.Object{}), typ.Is(tftypes.Map{}):
		object := map[string]any{}
		for name, member := range members(tb, value) {
			object[name] = plain(tb, member)
		}
		result = object
	default:
		var elements []tftypes.Value
		read(&elements)
		list := make([]any, len(elements))
		for i, element := range elements {
			list[i] = plain(tb, element)
		}
		result = list
	}
	if err != nil {
		tb.Fatal(err)
	}
	return result
}

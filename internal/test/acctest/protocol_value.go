package acctest

import (
	"maps"
	"math/big"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// members returns the attributes of an object, none of null.
func members(t testing.TB, object tftypes.Value) map[string]tftypes.Value {
	t.Helper()
	if object.IsNull() {
		return map[string]tftypes.Value{}
	}
	var values map[string]tftypes.Value
	if err := object.As(&values); err != nil {
		t.Fatal(err)
	}
	// What As returns is the object's own.
	return maps.Clone(values)
}

// object expects that a value is an object.
func object(t testing.TB, value any) map[string]any {
	t.Helper()
	object, ok := value.(map[string]any)
	if !ok {
		t.Fatalf("%v is no object", value)
	}
	return object
}

// unknown returns the names of the members that are not wholly known.
func unknown(t testing.TB, object tftypes.Value) []string {
	t.Helper()
	var names []string
	for name, value := range members(t, object) {
		if !value.IsFullyKnown() {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// plain returns a known value as JSON would have it.
func plain(t testing.TB, value tftypes.Value) any {
	t.Helper()
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
		for name, member := range members(t, value) {
			object[name] = plain(t, member)
		}
		result = object
	default:
		var elements []tftypes.Value
		read(&elements)
		list := make([]any, len(elements))
		for i, element := range elements {
			list[i] = plain(t, element)
		}
		result = list
	}
	if err != nil {
		t.Fatal(err)
	}
	return result
}

package certmodel

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Nullable is a framework value that may be null or unknown.
type Nullable interface {
	IsNull() bool
	IsUnknown() bool
}

// HasValue reports whether v is neither null nor unknown.
func HasValue(v Nullable) bool { return !v.IsNull() && !v.IsUnknown() }

// Strings returns the known elements of a set of strings, sorted.
func Strings(set StringSet) []string {
	var texts []string
	for _, element := range set.Elements() {
		if text, ok := element.(types.String); ok && HasValue(text) {
			texts = append(texts, text.ValueString())
		}
	}
	slices.Sort(texts)
	return texts
}

// EqualKeyTypes reports whether two key types are equal, ignoring letter case.
func EqualKeyTypes(a, b types.String) bool {
	return !a.IsNull() && !b.IsNull() && strings.EqualFold(a.ValueString(), b.ValueString())
}

package certmodel

import (
	"context"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Source is a configuration, a plan or a state of the framework.
type Source interface {
	Get(ctx context.Context, target any) diag.Diagnostics
}

// Get reads a source into the struct that target points to, by the tfsdk tags of
// its fields, whose types must be those of the schema. The framework does the same
// for structs, but compiles a regular expression for every field of every resource.
func Get(ctx context.Context, source Source, target any) diag.Diagnostics {
	var object types.Object
	diags := source.Get(ctx, &object)
	if diags.HasError() {
		return diags
	}
	Fill(target, object)
	return diags
}

// Fill reads an object into the struct that target points to, like [Get].
func Fill(target any, object types.Object) {
	attributes := object.Attributes()
	model := reflect.ValueOf(target).Elem()
	for _, field := range reflect.VisibleFields(model.Type()) {
		if value, exists := attributes[field.Tag.Get("tfsdk")]; exists {
			model.FieldByIndex(field.Index).Set(reflect.ValueOf(value))
		}
	}
}

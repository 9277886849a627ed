package certmodel

import (
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ComputedString returns a string attribute of a data source.
func ComputedString(description string) schema.StringAttribute {
	return schema.StringAttribute{MarkdownDescription: description, Computed: true}
}

// ComputedTime returns a time attribute of a data source, in RFC 3339 format.
func ComputedTime(description string) schema.StringAttribute {
	return schema.StringAttribute{MarkdownDescription: description, Computed: true, CustomType: timetypes.RFC3339Type{}}
}

// ComputedInt64 returns a number attribute of a data source.
func ComputedInt64(description string) schema.Int64Attribute {
	return schema.Int64Attribute{MarkdownDescription: description, Computed: true}
}

// ComputedBool returns a boolean attribute of a data source.
func ComputedBool(description string) schema.BoolAttribute {
	return schema.BoolAttribute{MarkdownDescription: description, Computed: true}
}

// ComputedStringSet returns a string set attribute of a data source.
func ComputedStringSet(description string) schema.SetAttribute {
	return schema.SetAttribute{MarkdownDescription: description, Computed: true, CustomType: StringSetType}
}

// ComputedStringList returns a string list attribute of a data source.
func ComputedStringList(description string) schema.ListAttribute {
	return schema.ListAttribute{MarkdownDescription: description, Computed: true, ElementType: types.StringType}
}

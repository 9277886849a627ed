package managed

import (
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ComputedText is a text that a data source shows.
func ComputedText(description string) schema.StringAttribute {
	return schema.StringAttribute{MarkdownDescription: description, Computed: true}
}

// ComputedTime is a time that a data source shows, in RFC 3339.
func ComputedTime(description string) schema.StringAttribute {
	return schema.StringAttribute{MarkdownDescription: description, Computed: true, CustomType: timetypes.RFC3339Type{}}
}

// ComputedNumber is a whole number that a data source shows.
func ComputedNumber(description string) schema.Int64Attribute {
	return schema.Int64Attribute{MarkdownDescription: description, Computed: true}
}

// ComputedBool is a yes or no that a data source shows.
func ComputedBool(description string) schema.BoolAttribute {
	return schema.BoolAttribute{MarkdownDescription: description, Computed: true}
}

// ComputedTexts is a set of texts that a data source shows.
func ComputedTexts(description string) schema.SetAttribute {
	return schema.SetAttribute{MarkdownDescription: description, Computed: true, ElementType: types.StringType}
}

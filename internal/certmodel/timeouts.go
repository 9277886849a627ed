package certmodel

import (
	"context"
	"fmt"
	"time"

	actiontimeouts "github.com/hashicorp/terraform-plugin-framework-timeouts/action/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	actionschema "github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	datasourceschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// TimeoutsAttribute returns the attribute timeouts of a resource. operations maps
// create, update or delete to the description of its time limit. fallback is the
// default of each limit.
func TimeoutsAttribute(operations map[string]string, fallback string) schema.Attribute {
	attributes := map[string]schema.Attribute{}
	attributeTypes := map[string]attr.Type{}
	for operation, description := range operations {
		attributes[operation] = TimeoutAttribute(description, fallback)
		attributeTypes[operation] = types.StringType
	}
	return schema.SingleNestedAttribute{
		MarkdownDescription: "Time limits of operations. Each limit covers the whole operation, including all waits and retries. Changing this updates only the state.",
		Optional:            true,
		Attributes:          attributes,
		CustomType:          timeouts.Type{ObjectType: types.ObjectType{AttrTypes: attributeTypes}},
	}
}

// TimeoutAttribute returns a single time limit of a resource. fallback is its
// default.
func TimeoutAttribute(description, fallback string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: describeTimeout(description, fallback),
		Optional:            true,
		Validators:          []validator.String{positiveDuration{}},
	}
}

// DataSourceTimeoutAttribute returns the attribute timeout of a data source.
// fallback is its default.
func DataSourceTimeoutAttribute(description, fallback string) datasourceschema.StringAttribute {
	return datasourceschema.StringAttribute{
		MarkdownDescription: describeTimeout(description, fallback),
		Optional:            true,
		Validators:          []validator.String{positiveDuration{}},
	}
}

// ActionTimeoutsAttribute returns the attribute timeouts of an action, which
// contains the time limit of an invocation. fallback is its default.
func ActionTimeoutsAttribute(description, fallback string) actionschema.Attribute {
	return actionschema.SingleNestedAttribute{
		MarkdownDescription: "Time limits of operations.",
		Optional:            true,
		Attributes:          map[string]actionschema.Attribute{"invoke": ActionTimeoutAttribute(description, fallback)},
		CustomType:          actiontimeouts.Type{ObjectType: types.ObjectType{AttrTypes: map[string]attr.Type{"invoke": types.StringType}}},
	}
}

// ActionTimeoutAttribute returns a single time limit of an action. fallback is its
// default.
func ActionTimeoutAttribute(description, fallback string) actionschema.StringAttribute {
	return actionschema.StringAttribute{
		MarkdownDescription: describeTimeout(description, fallback),
		Optional:            true,
		Validators:          []validator.String{positiveDuration{}},
	}
}

// TimeoutOr returns the duration in a time limit, or fallback if it is not set.
func TimeoutOr(timeout types.String, fallback time.Duration) time.Duration {
	if duration, err := time.ParseDuration(timeout.ValueString()); err == nil {
		return duration
	}
	return fallback
}

func describeTimeout(description, fallback string) string {
	return fmt.Sprintf("%s Duration such as `30s` or `1h30m`. Defaults to `%s`.", description, fallback)
}

// positiveDuration accepts positive durations in the format of
// [time.ParseDuration].
type positiveDuration struct{}

func (positiveDuration) Description(context.Context) string {
	return `must be a positive duration such as "30s" or "1h30m"`
}

func (v positiveDuration) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v positiveDuration) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if d, err := time.ParseDuration(req.ConfigValue.ValueString()); err != nil || d <= 0 {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid timeout",
			fmt.Sprintf("%s %s, got %s.", req.Path, v.Description(ctx), req.ConfigValue))
	}
}

// Package timelimit is the attribute timeouts of every resource, and timeout of
// every action that waits.
package certmodel

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	actionschema "github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// TimeoutsAttribute returns the attribute timeouts with the operations (create,
// update, delete) and what each limit is about. A limit is a duration above
// zero; without one, fallback applies.
func TimeoutsAttribute(operations map[string]string, fallback string) schema.Attribute {
	attributes := map[string]schema.Attribute{}
	attributeTypes := map[string]attr.Type{}
	for operation, description := range operations {
		attributes[operation] = schema.StringAttribute{
			MarkdownDescription: describe(description, fallback),
			Optional:            true,
			Validators:          []validator.String{positiveDuration{}},
		}
		attributeTypes[operation] = types.StringType
	}
	return schema.SingleNestedAttribute{
		MarkdownDescription: "How long operations may take. Changing it only updates the state.",
		Optional:            true,
		Attributes:          attributes,
		CustomType:          timeouts.Type{ObjectType: types.ObjectType{AttrTypes: attributeTypes}},
	}
}

// ActionTimeoutAttribute returns the attribute timeout of an action with what the limit
// is about. Without one, fallback applies.
func ActionTimeoutAttribute(description, fallback string) actionschema.StringAttribute {
	return actionschema.StringAttribute{
		MarkdownDescription: describe(description, fallback),
		Optional:            true,
		Validators:          []validator.String{positiveDuration{}},
	}
}

// TimeoutOr returns what an attribute of [ActionTimeoutAttribute] holds, else fallback.
func TimeoutOr(limit types.String, fallback time.Duration) time.Duration {
	if duration, err := time.ParseDuration(limit.ValueString()); err == nil {
		return duration
	}
	return fallback
}

func describe(limit, fallback string) string {
	return fmt.Sprintf("%s A duration such as `30s` or `1h30m`; the default is `%s`.", limit, fallback)
}

// positiveDuration accepts what [time.ParseDuration] reads, above zero.
type positiveDuration struct{}

func (positiveDuration) Description(context.Context) string {
	return `value must be a duration above zero, such as "30s" or "1h30m"`
}

func (v positiveDuration) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v positiveDuration) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if d, err := time.ParseDuration(req.ConfigValue.ValueString()); err != nil || d <= 0 {
		resp.Diagnostics.AddAttributeError(req.Path, "This is not a time limit",
			fmt.Sprintf("%s is %s; the %s.", req.Path, req.ConfigValue, v.Description(ctx)))
	}
}

package certmodel

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

type idValidator struct{}

// IDValidator returns a validator of ids, which rejects texts that no server uses
// as an id.
func IDValidator() validator.String { return idValidator{} }

func (idValidator) Description(context.Context) string { return "must be an ID as TigerTrust shows it" }

func (v idValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (idValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !HasValue(req.ConfigValue) {
		return
	}
	if _, err := tigertrust.ParseID(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid ID", fmt.Sprintf("%s %s.", req.Path, err))
	}
}

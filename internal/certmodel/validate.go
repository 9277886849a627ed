package certmodel

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// AtLeastOne returns an error if a number is less than one. It is for attributes
// whose value may come from the server: a validator in the schema would reject
// those values too.
func AtLeastOne(attribute string, number types.Int64) diag.Diagnostics {
	var diags diag.Diagnostics
	if HasValue(number) && number.ValueInt64() < 1 {
		diags.AddAttributeError(path.Root(attribute), "Number out of range",
			fmt.Sprintf("%s must be at least 1, got %d.", attribute, number.ValueInt64()))
	}
	return diags
}

package certmodel

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// AtLeastOne returns an error if a number is less than one. It checks values before
// they are sent. A validator in the schema would also reject values that the
// server returned, and those of computed attributes in terraform test, which are 0
// with a mock_provider.
func AtLeastOne(attribute string, number types.Int64) diag.Diagnostics {
	var diags diag.Diagnostics
	if HasValue(number) && number.ValueInt64() < 1 {
		diags.AddAttributeError(path.Root(attribute), "Number out of range",
			fmt.Sprintf("%s must be at least 1, got %d.", attribute, number.ValueInt64()))
	}
	return diags
}

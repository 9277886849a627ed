package certmodel

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// AtLeastOne refuses a number that is below one. It is for attributes whose
// value may come from the server, which a validator of the schema would refuse
// too.
func AtLeastOne(attribute string, number types.Int64) diag.Diagnostics {
	var diags diag.Diagnostics
	if HasValue(number) && number.ValueInt64() < 1 {
		diags.AddAttributeError(path.Root(attribute), "This number is too small",
			fmt.Sprintf("%s must be at least 1, it is %d.", attribute, number.ValueInt64()))
	}
	return diags
}

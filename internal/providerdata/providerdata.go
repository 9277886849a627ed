// Package providerdata is what the provider hands to its resources, data
// sources, list resources and actions.
package providerdata

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Client returns the API client in data. It is nil where Terraform has not
// configured the provider, as in a validation.
func Client(data any, diags *diag.Diagnostics) *tigertrust.Client {
	if data == nil {
		return nil
	}
	client, ok := data.(*tigertrust.Client)
	if !ok {
		diags.AddError("The provider is not configured as its objects expect",
			fmt.Sprintf("They got a %T. This is a bug in the provider, please report it.", data))
	}
	return client
}

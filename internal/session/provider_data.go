package session

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// FromProviderData returns the session that the provider passes to its resources,
// data sources, list resources and actions. It returns nil if data is nil, which
// means that Terraform has not configured the provider, as during validation. Data
// of another type is an error in diags.
func FromProviderData(data any, diags *diag.Diagnostics) *Session {
	if data == nil {
		return nil
	}
	session, ok := data.(*Session)
	if !ok {
		diags.AddError("Unexpected provider data",
			fmt.Sprintf("Expected *session.Session, got %T. This is a bug in the provider. Please report it.", data))
	}
	return session
}

package certificate

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
)

// importConflictWarning warns that a plan replaces an imported certificate because
// the first configuration for it contradicts it. Often the import ID or the
// configuration is wrong.
func (in replacementInput) importConflictWarning(state *resourceModel, origin lifecycle.Origin) diag.Diagnostics {
	var diags diag.Diagnostics
	differences := in.differences()
	if origin.OrderedAt != 0 || !in.isAsImported() || len(differences) == 0 {
		return diags
	}
	var imported, configured []string
	for _, attribute := range differences {
		imported = append(imported, assignment(attribute, in.granted()))
		configured = append(configured, assignment(attribute, in.config))
	}
	outcome := "leaves the imported one valid"
	if state.OnDestroy.ValueString() == certmodel.Revoke {
		outcome = "revokes the imported one"
	}
	diags.AddAttributeWarning(path.Root(differences[0].Name), "Configuration contradicts the imported certificate",
		fmt.Sprintf("%s has %s. The configuration has %s. This plan orders another certificate and %s.\n\n"+
			"To keep the imported certificate, change the configuration to:\n\n  %s\n\n"+
			"If you meant to import another certificate, correct the import ID.",
			lifecycle.Capitalize(label(state)), strings.Join(imported, " and "), strings.Join(configured, " and "), outcome, strings.Join(imported, "\n  ")))
	return diags
}

// isAsImported reports whether no apply has changed or accepted the values that
// the certificate had when it was imported.
func (in replacementInput) isAsImported() bool {
	if len(in.applied) != 1 {
		return false
	}
	for _, attribute := range certmodel.OrderAttributes() {
		applied, state := attribute.Value(in.applied[0]), attribute.Value(in.state)
		if applied.IsNull() != state.IsNull() || !applied.IsNull() && !attribute.Equal(in.applied[0], in.state) {
			return false
		}
	}
	return true
}

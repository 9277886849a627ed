package discovery

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// keepGranted keeps the values of the state in a plan where TigerTrust has changed
// them and the configuration is unchanged. It reports whether the plan has
// changed, and warns about each value.
func keepGranted(ctx context.Context, private privatestate.State, config, plan, state *resourceModel) (bool, diag.Diagnostics) {
	applied, diags := privatestate.Load[certmodel.Applied](ctx, private, certmodel.AppliedKey)
	sent, sentDiags := privatestate.Load[certmodel.SentSettings](ctx, private, certmodel.SentSettingsKey)
	diags.Append(sentDiags...)
	if diags.HasError() {
		return false, diags
	}
	label := (lifecycle.Certificate{ID: tigertrust.ID(state.CertificateID.ValueString()), Model: &state.Model}).Label()
	proposed := plan.Model
	diags.Append(sent.KeepGranted(&plan.Model, &config.Model, &state.Model, label)...)
	ca, actual := config.CertificateAuthorityID, state.CertificateAuthorityID
	if certmodel.HasValue(ca) && !actual.IsNull() && !ca.Equal(actual) && applied.AcceptsCA(config.OrderValues()) {
		plan.CertificateAuthorityID = actual
		diags.AddAttributeWarning(path.Root("certificate_authority_id"), "Certificate has a CA other than configured",
			fmt.Sprintf("%s has certificate_authority_id = %d. The configuration has certificate_authority_id = %d. "+
				"TigerTrust has changed the CA, and the API cannot change it back. To accept it, set certificate_authority_id = %[2]d or remove the attribute.",
				lifecycle.Capitalize(label), actual.ValueInt64(), ca.ValueInt64()))
	}
	isKept := !plan.EqualSettings(&proposed) || !plan.CertificateAuthorityID.Equal(proposed.CertificateAuthorityID)
	return isKept, diags
}

// equalArguments reports whether both contain the same values for all attributes
// that can be configured. A CA that is neither configured nor in the state is
// unknown in the plan.
func (m *resourceModel) equalArguments(config, state *resourceModel) bool {
	isSameCA := m.CertificateAuthorityID.Equal(state.CertificateAuthorityID) ||
		config.CertificateAuthorityID.IsNull() && state.CertificateAuthorityID.IsNull()
	return isSameCA &&
		m.AutoRenew.Equal(state.AutoRenew) &&
		m.RenewalThresholdDays.Equal(state.RenewalThresholdDays) &&
		m.EqualDestroy(state.DestroyModel) &&
		m.Timeouts.Equal(state.Timeouts)
}

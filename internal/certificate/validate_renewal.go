package certificate

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
)

// validateRenewal checks that the attribute renewal can cause a renewal, but not
// one in every apply, and that it can tolerate a failure. The ranges of its
// attributes are part of the schema.
func (m *resourceModel) validateRenewal(ctx context.Context) diag.Diagnostics {
	if !certmodel.HasValue(m.Renewal) {
		return nil
	}
	var renewal renewalModel
	diags := m.Renewal.As(ctx, &renewal, basetypes.ObjectAsOptions{})
	at := path.Root("renewal")
	switch days, percent := renewal.MinDaysRemaining, renewal.MinPercentRemaining; {
	case days.IsNull() && percent.IsNull() && renewal.Triggers.IsNull():
		diags.AddAttributeError(at, "Incomplete renewal configuration",
			"renewal must contain min_days_remaining, min_percent_remaining or triggers. Otherwise Terraform never renews the certificate. "+
				"If only TigerTrust renews it, remove renewal.")
	case certmodel.HasValue(days) && certmodel.HasValue(percent):
		diags.AddAttributeError(at.AtName("min_percent_remaining"), "Conflicting renewal windows",
			"renewal must not contain both min_days_remaining and min_percent_remaining. Remove one of them.")
	case m.exceedsValidity(days):
		diags.AddAttributeError(at.AtName("min_days_remaining"), "Invalid renewal window",
			fmt.Sprintf("renewal.min_days_remaining must be less than validity_days (%d), got %d. Otherwise every renewed certificate is due for renewal at once.",
				m.ValidityDays.ValueInt64(), days.ValueInt64()))
	default:
		diags.Append(m.validateFailBelowDays(renewal)...)
	}
	return diags
}

// validateFailBelowDays checks that a renewal that fails when the window opens is
// tolerated.
func (m *resourceModel) validateFailBelowDays(renewal renewalModel) diag.Diagnostics {
	var diags diag.Diagnostics
	failBelow, window := float64(renewal.FailBelowDays.ValueInt64()), ""
	switch days, percent := renewal.MinDaysRemaining, renewal.MinPercentRemaining; {
	case !certmodel.HasValue(renewal.FailBelowDays):
	case certmodel.HasValue(days) && failBelow >= float64(days.ValueInt64()):
		window = fmt.Sprintf("renewal.min_days_remaining (%d)", days.ValueInt64())
	case certmodel.HasValue(percent) && certmodel.HasValue(m.ValidityDays):
		opensAt := float64(m.ValidityDays.ValueInt64()) * float64(percent.ValueInt64()) / 100
		if failBelow >= opensAt {
			window = fmt.Sprintf("the renewal window of %.4g days, which is %d percent of validity_days (%d)", opensAt, percent.ValueInt64(), m.ValidityDays.ValueInt64())
		}
	}
	if window != "" {
		diags.AddAttributeError(path.Root("renewal").AtName("fail_below_days"), "Invalid limit for failed renewals",
			fmt.Sprintf("renewal.fail_below_days must be less than %s, got %d. Otherwise every renewal that fails in the window is an error, as without fail_below_days.",
				window, renewal.FailBelowDays.ValueInt64()))
	}
	return diags
}

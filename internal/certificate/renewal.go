package certificate

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// cause is why a certificate is renewed.
type cause string

const (
	// notDue: there is no reason to renew it.
	notDue cause = ""
	// changedTriggers: renewal.triggers has another value than at the last
	// apply.
	changedTriggers cause = "triggers"
	// openWindow: fewer days are left than renewal.min_days_remaining.
	openWindow cause = "window"
	// undecided: something that decides is not known until the apply.
	undecided cause = "undecided"
)

// renews reports a decision for a renewal.
func (c cause) renews() bool { return c == changedTriggers || c == openWindow }

// renewalModel is the attribute renewal. Each member can be unknown by itself.
type renewalModel struct {
	Method             types.String `tfsdk:"method"`
	MinDaysRemaining   types.Int64  `tfsdk:"min_days_remaining"`
	Triggers           types.Map    `tfsdk:"triggers"`
	DeployAfterRenewal types.Bool   `tfsdk:"deploy_after_renewal"`
}

// renewalPath is where problems of a renewal show. Terraform finds no line of
// the configuration for a path that goes further into the attribute.
var renewalPath = path.Root("renewal")

// renewal returns what the attribute holds, nothing where it is null or
// unknown.
func (m *resourceModel) renewal(ctx context.Context) (renewalModel, diag.Diagnostics) {
	var model renewalModel
	if !certmodel.HasValue(m.Renewal) {
		return model, nil
	}
	return model, m.Renewal.As(ctx, &model, basetypes.ObjectAsOptions{})
}

// request returns the body of the order.
func (m renewalModel) request() tigertrust.Renewal {
	return tigertrust.Renewal{
		Method:             tigertrust.RenewalMethod(m.Method.ValueString()),
		DeployAfterRenewal: known(m.DeployAfterRenewal, types.Bool.ValueBoolPointer),
	}
}

// triggers returns the triggers as a text to remember and compare.
func (m renewalModel) triggers() string {
	if !certmodel.HasValue(m.Triggers) {
		return ""
	}
	// It lists the elements in the order of their names.
	return m.Triggers.String()
}

// isUndecided reports that what decides about a renewal is not all known. First
// triggers decide nothing.
func (m renewalModel) isUndecided(held renewalModel) bool {
	return m.MinDaysRemaining.IsUnknown() || !held.Triggers.IsNull() && hasUnknown(m.Triggers)
}

func hasUnknown(values types.Map) bool {
	return values.IsUnknown() || slices.ContainsFunc(slices.Collect(maps.Values(values.Elements())), attr.Value.IsUnknown)
}

// changes reports that both have triggers, and not the same ones.
func (m renewalModel) changes(held renewalModel) bool {
	return !m.Triggers.IsNull() && !held.Triggers.IsNull() && !m.Triggers.Equal(held.Triggers)
}

// opensFor reports that a certificate has fewer days left at a time than
// min_days_remaining. A window as long as the certificate's whole life would
// never close, and counts as none.
func (m renewalModel) opensFor(certificate *resourceModel, at time.Time) bool {
	if !certmodel.HasValue(m.MinDaysRemaining) || m.outlasts(certificate) {
		return false
	}
	_, until := certificate.Validity()
	return !until.IsZero() && clock.DaysUntil(until, at) < m.MinDaysRemaining.ValueInt64()
}

// outlasts reports that min_days_remaining is not below the days that the
// certificate is valid from the first to the last.
func (m renewalModel) outlasts(certificate *resourceModel) bool {
	lifetime, ok := certificate.lifetimeDays()
	return ok && certmodel.HasValue(m.MinDaysRemaining) && m.MinDaysRemaining.ValueInt64() >= lifetime
}

// isDueByWindow reports that the window asks for an order at a time.
func (m renewalModel) isDueByWindow(certificate *resourceModel, order renewalOrder, at time.Time) bool {
	return m.opensFor(certificate, at) && !order.answersWindow(m, certificate, at)
}

// planRenewal decides whether the plan m renews the certificate of the state,
// and shows it by what is known after apply.
func (m *resourceModel) planRenewal(ctx context.Context, state *resourceModel, memory memory) (cause, diag.Diagnostics) {
	why, diags := m.renewalCause(ctx, state, memory)
	if why != notDue {
		m.markRenewed()
	}
	diags.Append(m.renewalWarnings(ctx, state, memory, why)...)
	return why, diags
}

// renewalCause decides whether the plan m renews the certificate of the state.
// Adding or removing the attribute, or a part of it, is no reason to.
func (m *resourceModel) renewalCause(ctx context.Context, state *resourceModel, memory memory) (cause, diag.Diagnostics) {
	if state.Renewal.IsNull() || m.Renewal.IsNull() || !certmodel.HasValue(state.CertificatePEM) {
		return notDue, nil
	}
	planned, diags := m.renewal(ctx)
	held, heldDiags := state.renewal(ctx)
	diags.Append(heldDiags...)
	switch {
	case m.Renewal.IsUnknown(), planned.isUndecided(held):
		return undecided, diags
	case planned.changes(held) && !memory.order.answersTriggers(planned, state), memory.order.owesTriggers(planned, state):
		return changedTriggers, diags
	case memory.clock.isSet() && planned.isDueByWindow(state, memory.order, memory.clock.time()):
		return openWindow, diags
	}
	return notDue, diags
}

// markRenewed leaves to the apply what a renewal changes.
func (m *resourceModel) markRenewed() {
	unknown, unknownTime := types.StringUnknown(), timetypes.NewRFC3339Unknown()
	m.SerialNumber, m.Fingerprint, m.Issuer = unknown, unknown, unknown
	m.Status, m.RenewalStatus = unknown, unknown
	m.CertificatePEM, m.ChainPEM = unknown, unknown
	m.ValidFrom, m.ValidTo = unknownTime, unknownTime
}

// renewalWarnings tell what the plan of a renewal cannot show, and why one that
// could be expected is not there.
func (m *resourceModel) renewalWarnings(ctx context.Context, state *resourceModel, memory memory, why cause) diag.Diagnostics {
	renewal, diags := m.renewal(ctx)
	_, until := state.Validity()
	switch {
	case renewal.outlasts(state):
		diags.Append(outlastingWarning(renewal, state))
	case certmodel.HasValue(renewal.MinDaysRemaining) && certmodel.HasValue(state.CertificatePEM) && until.IsZero():
		diags.AddAttributeWarning(renewalPath, "Nobody knows when "+label(state)+" expires",
			"TigerTrust does not tell it, so that renewal.min_days_remaining is never due.")
	case why == changedTriggers && memory.news.IsReissued:
		diags.AddAttributeWarning(renewalPath, lifecycle.Capitalize(label(state))+" was renewed since the last apply, and is renewed once more",
			fmt.Sprintf("What is there is valid from %s. TigerTrust may have renewed it by itself, or an apply that was cut off. "+
				"This plan renews it again because renewal.triggers has changed; with the triggers as they were, it does not.", state.ValidFrom.ValueString()))
	case why == openWindow:
		diags.AddAttributeWarning(renewalPath, "This plan renews "+label(state),
			fmt.Sprintf("It expires at %s, with fewer days left than renewal.min_days_remaining, which is %d. What a renewal changes is known after apply.",
				until.UTC().Format(time.RFC3339), renewal.MinDaysRemaining.ValueInt64()))
	case why == notDue && memory.clock.isSet() && renewal.opensFor(state, memory.clock.time()) && memory.order.At != 0:
		diags.Append(memory.order.warning(state))
	}
	return diags
}

func outlastingWarning(renewal renewalModel, certificate *resourceModel) diag.Diagnostic {
	lifetime, _ := certificate.lifetimeDays()
	return diag.NewAttributeWarningDiagnostic(renewalPath, lifecycle.Capitalize(label(certificate))+" would be due for renewal from its first day",
		fmt.Sprintf("It is valid for %d days, and renewal.min_days_remaining is %d. That is never due, or each apply would renew it. Use fewer days than the certificate is valid for.",
			lifetime, renewal.MinDaysRemaining.ValueInt64()))
}

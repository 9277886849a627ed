package certificate

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/renewal"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// renewalModel is the attribute renewal. Each of its attributes can be unknown.
type renewalModel struct {
	Method              types.String `tfsdk:"method"`
	MinDaysRemaining    types.Int64  `tfsdk:"min_days_remaining"`
	MinPercentRemaining types.Int64  `tfsdk:"min_percent_remaining"`
	FailBelowDays       types.Int64  `tfsdk:"fail_below_days"`
	Triggers            types.Map    `tfsdk:"triggers"`
	DeployAfterRenewal  types.Bool   `tfsdk:"deploy_after_renewal"`
}

// renewalSettings returns the attribute renewal.
func (m *resourceModel) renewalSettings(ctx context.Context) (renewal.Settings, diag.Diagnostics) {
	settings := renewal.Settings{IsSet: !m.Renewal.IsNull(), IsUnknown: m.Renewal.IsUnknown()}
	if !certmodel.HasValue(m.Renewal) {
		return settings, nil
	}
	var model renewalModel
	diags := m.Renewal.As(ctx, &model, basetypes.ObjectAsOptions{})
	settings.Method = tigertrust.RenewalMethod(model.Method.ValueString())
	settings.DeployAfterRenewal = known(model.DeployAfterRenewal, types.Bool.ValueBoolPointer)
	settings.Window = model.window()
	settings.FailBelowDays = known(model.FailBelowDays, types.Int64.ValueInt64Pointer)
	settings.Triggers.HasUnknown = hasUnknown(model.Triggers)
	if certmodel.HasValue(model.Triggers) {
		// The elements are sorted by name.
		settings.Triggers.Text = model.Triggers.String()
	}
	return settings, diags
}

func (m renewalModel) window() renewal.Window {
	return renewal.Window{
		MinDaysRemaining:    m.MinDaysRemaining.ValueInt64(),
		MinPercentRemaining: m.MinPercentRemaining.ValueInt64(),
		IsUnknown:           m.MinDaysRemaining.IsUnknown() || m.MinPercentRemaining.IsUnknown(),
	}
}

// dueAt returns renewal_due_at for the other values of m. In a plan, it is unknown
// while any of them is.
func (m *resourceModel) dueAt() timetypes.RFC3339 {
	var model renewalModel
	attributes := m.Renewal.Attributes()
	model.MinDaysRemaining, _ = attributes["min_days_remaining"].(types.Int64)
	model.MinPercentRemaining, _ = attributes["min_percent_remaining"].(types.Int64)
	return renewal.Settings{IsUnknown: m.Renewal.IsUnknown(), Window: model.window()}.DueAt(&m.Model)
}

func hasUnknown(values types.Map) bool {
	return values.IsUnknown() || slices.ContainsFunc(slices.Collect(maps.Values(values.Elements())), attr.Value.IsUnknown)
}

// planRenewal decides whether the plan m renews the certificate in the state. The
// plan shows a renewal as outputs that are known after apply.
func (m *resourceModel) planRenewal(ctx context.Context, state *resourceModel, remembered renewal.State) (renewal.Decision, diag.Diagnostics) {
	before, diags := state.renewalSettings(ctx)
	after, afterDiags := m.renewalSettings(ctx)
	diags.Append(afterDiags...)
	if diags.HasError() {
		return renewal.Decision{}, diags
	}
	decision := renewal.Decide(renewal.Input{
		Before:      before,
		After:       after,
		Certificate: renewal.CertificateFrom(&state.Model),
		Remembered:  remembered,
	})
	if decision.LeavesOutputsUnknown() {
		m.markRenewed()
	}
	held := lifecycle.Certificate{ID: state.certificateID(), Model: &state.Model}
	diags.Append(decision.Notice.Diagnostics(held, after, remembered)...)
	return decision, diags
}

// markRenewed marks the outputs that a renewal changes as unknown.
func (m *resourceModel) markRenewed() {
	unknown, unknownTime := types.StringUnknown(), timetypes.NewRFC3339Unknown()
	m.SerialNumber, m.Fingerprint, m.Issuer = unknown, unknown, unknown
	m.Status, m.RenewalStatus = unknown, unknown
	m.CertificatePEM, m.ChainPEM, m.FullChainPEM = unknown, unknown, unknown
	m.ValidFrom, m.ValidTo = unknownTime, unknownTime
}

// initRenewal stores what later plans need to decide about renewals.
func (r *certificateResource) initRenewal(ctx context.Context, state *resourceModel, private privatestate.State) diag.Diagnostics {
	settings, diags := state.renewalSettings(ctx)
	remembered, notice := renewal.New(settings, renewal.CertificateFrom(&state.Model), r.session.Now())
	held := lifecycle.Certificate{ID: state.certificateID(), Model: &state.Model}
	diags.Append(notice.Diagnostics(held, settings, remembered)...)
	diags.Append(privatestate.Store(ctx, private, renewal.StateKey, remembered)...)
	return diags
}

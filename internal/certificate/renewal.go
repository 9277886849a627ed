package certificate

import (
	"context"
	"encoding/json"
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

	"github.com/tigertrust/terraform-provider-tigertrust/internal/managed"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

const day = 24 * time.Hour

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
	if !managed.IsSet(m.Renewal) {
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
	if !managed.IsSet(m.Triggers) {
		return ""
	}
	values := map[string]*string{}
	for name, element := range m.Triggers.Elements() {
		if value, ok := element.(types.String); ok {
			values[name] = value.ValueStringPointer()
		}
	}
	text, err := json.Marshal(values)
	if err != nil {
		// A map of texts always has a JSON form.
		return err.Error()
	}
	return string(text)
}

// isUndecided reports that what decides about a renewal is not all known.
func (m renewalModel) isUndecided() bool {
	return m.Triggers.IsUnknown() || m.MinDaysRemaining.IsUnknown() ||
		slices.ContainsFunc(slices.Collect(maps.Values(m.Triggers.Elements())), attr.Value.IsUnknown)
}

// opensFor reports that a certificate has fewer days left at a time than
// min_days_remaining. A window as long as the certificate's whole life would
// never close, and counts as none.
func (m renewalModel) opensFor(certificate *resourceModel, at time.Time) bool {
	if !managed.IsSet(m.MinDaysRemaining) || !managed.IsSet(certificate.ValidTo) || m.outlasts(certificate) {
		return false
	}
	until, diags := certificate.ValidTo.ValueRFC3339Time()
	return !diags.HasError() && until.Sub(at) < time.Duration(m.MinDaysRemaining.ValueInt64())*day
}

// outlasts reports that min_days_remaining is not below the days that the
// certificate is valid from the first to the last.
func (m renewalModel) outlasts(certificate *resourceModel) bool {
	lifetime, ok := certificate.lifetimeDays()
	return ok && managed.IsSet(m.MinDaysRemaining) && m.MinDaysRemaining.ValueInt64() >= lifetime
}

// looked is when the clock was last asked about the window, in seconds since
// 1970. A plan has to give the same answer however often it is asked, so that
// it goes by this time and not by the clock.
type looked struct {
	At int64 `json:"at,omitempty"`
}

// lookedAt returns what to remember after a look at the clock: the earlier time
// as long as it gives the same answer, since a refresh that stores something is
// a change to Terraform.
func (m *resourceModel) lookedAt(ctx context.Context, before looked, now time.Time) (looked, diag.Diagnostics) {
	renewal, diags := m.renewal(ctx)
	switch {
	case !managed.IsSet(renewal.MinDaysRemaining):
		return looked{}, diags
	case before.At != 0 && renewal.opensFor(m, now) == renewal.opensFor(m, before.time()):
		return before, diags
	default:
		return looked{At: now.Unix()}, diags
	}
}

func (l looked) time() time.Time { return time.Unix(l.At, 0) }

// memory is what the private state knows of renewals.
type memory struct {
	looked looked
	order  renewalOrder
}

func loadMemory(ctx context.Context, private privatestate.State) (memory, diag.Diagnostics) {
	at, diags := privatestate.Load[looked](ctx, private, lookedKey)
	order, orderDiags := privatestate.Load[renewalOrder](ctx, private, renewalOrderKey)
	diags.Append(orderDiags...)
	return memory{looked: at, order: order}, diags
}

func (m memory) store(ctx context.Context, private privatestate.State) diag.Diagnostics {
	diags := privatestate.Store(ctx, private, lookedKey, m.looked)
	diags.Append(privatestate.Store(ctx, private, renewalOrderKey, m.order)...)
	return diags
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
	if state.Renewal.IsNull() || m.Renewal.IsNull() || !managed.IsSet(state.CertificatePEM) {
		return notDue, nil
	}
	planned, diags := m.renewal(ctx)
	held, heldDiags := state.renewal(ctx)
	diags.Append(heldDiags...)
	switch {
	case m.Renewal.IsUnknown(), planned.isUndecided():
		return undecided, diags
	case !planned.Triggers.IsNull() && !held.Triggers.IsNull() && !planned.Triggers.Equal(held.Triggers) &&
		!memory.order.answersTriggers(planned, state):
		return changedTriggers, diags
	case memory.looked.At != 0 && planned.opensFor(state, memory.looked.time()) && !memory.order.answersWindow(planned, state):
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

// renewalWarnings tell what the plan of a renewal cannot show.
func (m *resourceModel) renewalWarnings(ctx context.Context, state *resourceModel, memory memory, why cause) diag.Diagnostics {
	renewal, diags := m.renewal(ctx)
	at := memory.looked.time()
	switch {
	case renewal.outlasts(state):
		diags.Append(outlastingWarning(renewal, state))
	case why == openWindow:
		until, _ := state.ValidTo.ValueRFC3339Time()
		diags.AddAttributeWarning(renewalPath, "This plan renews "+label(state),
			fmt.Sprintf("It expires at %s, in %d days, and renewal.min_days_remaining is %d. What a renewal changes is known after apply.",
				state.ValidTo.ValueString(), int64(until.Sub(at)/day), renewal.MinDaysRemaining.ValueInt64()))
	case why == notDue && memory.order.isOpen(state) && renewal.opensFor(state, at):
		diags.Append(memory.order.openWarning(state))
	}
	return diags
}

func outlastingWarning(renewal renewalModel, certificate *resourceModel) diag.Diagnostic {
	lifetime, _ := certificate.lifetimeDays()
	return diag.NewAttributeWarningDiagnostic(renewalPath, managed.Capitalized(label(certificate))+" would be due for renewal from its first day",
		fmt.Sprintf("It is valid for %d days, and renewal.min_days_remaining is %d. That is never due, or each apply would renew it. Use fewer days than the certificate is valid for.",
			lifetime, renewal.MinDaysRemaining.ValueInt64()))
}

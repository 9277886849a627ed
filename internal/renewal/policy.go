// Package renewal decides when Terraform renews a certificate, and renews it.
//
//	policy.go    decides, in the plan, whether a certificate is renewed
//	input.go     the values that the decision depends on
//	due.go       when the certificate is due for renewal
//	state.go     what the private state remembers between plans
//	submitted.go the submitted renewal whose result is not known yet
//	refresh.go   updates the private state when Terraform reads a certificate
//	apply.go     carries out the decision of a plan
//	failure.go   whether a failure is an error or a warning
//	run.go       submits one renewal and follows it to its end
//	messages.go  all diagnostics
//
// TigerTrust renews certificates too. A renewal by TigerTrust only appears as
// new computed values, and is never a change to plan.
package renewal

// Reason explains the decision of a plan.
type Reason string

const (
	// NotDue means that no check applies.
	NotDue Reason = ""
	// NotConfigured means that renewal is null in the state or in the plan.
	// Adding or removing it does not renew the certificate.
	NotConfigured Reason = "not_configured"
	// NotIssued means that there is no certificate to renew yet.
	NotIssued Reason = "not_issued"
	// UnknownUntilApply means that the apply decides, when all values are known.
	UnknownUntilApply Reason = "unknown_until_apply"
	// TriggersChanged means that renewal.triggers differs from the state.
	TriggersChanged Reason = "triggers_changed"
	// TriggeredRenewalFailed means that the renewal for these triggers failed,
	// after the apply that submitted it or with a warning (see [State.Apply]).
	TriggeredRenewalFailed Reason = "triggered_renewal_failed"
	// AwaitingRenewal means that the window is open, and a renewal is submitted.
	AwaitingRenewal Reason = "awaiting_renewal"
	// RenewedButDue means that the window is open although the certificate was
	// just renewed.
	RenewedButDue Reason = "renewed_but_due"
	// WindowOpen means that fewer days remain than renewal.min_days_remaining, or
	// less of the validity period than renewal.min_percent_remaining.
	WindowOpen Reason = "window_open"
)

// Renews reports whether the apply renews the certificate.
func (r Reason) Renews() bool { return r.isTriggered() || r == WindowOpen }

func (r Reason) isTriggered() bool { return r == TriggersChanged || r == TriggeredRenewalFailed }

// Decision is the decision of a plan.
type Decision struct {
	Reason Reason
	// Notice is the warning about the decision, zero for none.
	Notice Notice
}

// LeavesOutputsUnknown reports whether the plan shows the outputs of the
// certificate as known after apply.
func (d Decision) LeavesOutputsUnknown() bool {
	return d.Reason.Renews() || d.Reason == UnknownUntilApply
}

// Decide decides whether a plan renews the certificate.
func Decide(in Input) Decision {
	reason := firstReason(in, checks)
	return Decision{Reason: reason, Notice: in.notice(reason)}
}

// A check returns a reason, and whether it applies.
type check func(Input) (Reason, bool)

// checks are evaluated in order. The first one that applies decides.
var checks = append([]check{
	notConfigured,
	notIssued,
	unknownUntilApply,
	triggersChanged,
	triggeredRenewalFailed,
}, windowChecks...)

// windowChecks are the checks that depend on the time.
var windowChecks = []check{
	awaitingRenewal,
	renewedButDue,
	windowOpen,
}

func firstReason(in Input, checks []check) Reason {
	for _, check := range checks {
		if reason, applies := check(in); applies {
			return reason
		}
	}
	return NotDue
}

func notConfigured(in Input) (Reason, bool) {
	return NotConfigured, !in.Before.IsSet || !in.After.IsSet
}

func notIssued(in Input) (Reason, bool) {
	return NotIssued, !in.Certificate.IsIssued
}

// unknownUntilApply does not apply to the first triggers, which never renew.
func unknownUntilApply(in Input) (Reason, bool) {
	return UnknownUntilApply, in.After.IsUnknown || in.After.Window.IsUnknown ||
		in.Before.Triggers.isSet() && in.After.Triggers.HasUnknown
}

// triggersChanged does not apply if a renewal was submitted for the same
// triggers, by an apply that could not save them.
func triggersChanged(in Input) (Reason, bool) {
	before, after := in.Before.Triggers, in.After.Triggers
	return TriggersChanged, before.isSet() && after.isSet() && before.Text != after.Text &&
		!in.Remembered.Submitted.covers(after, in.Certificate)
}

func triggeredRenewalFailed(in Input) (Reason, bool) {
	return TriggeredRenewalFailed, in.Remembered.Submitted.hasFailedFor(in.After.Triggers, in.Certificate)
}

func awaitingRenewal(in Input) (Reason, bool) {
	return AwaitingRenewal, in.isWindowOpen() &&
		in.Remembered.Submitted.isAwaited(in.After.Method, in.Certificate, in.Remembered.evaluatedAt())
}

func renewedButDue(in Input) (Reason, bool) {
	return RenewedButDue, in.isWindowOpen() &&
		in.Remembered.Submitted.wasJustRenewed(in.After.Method, in.Certificate, in.Remembered.evaluatedAt())
}

func windowOpen(in Input) (Reason, bool) { return WindowOpen, in.isWindowOpen() }

func (in Input) isWindowOpen() bool {
	return in.Remembered.EvaluatedAt != 0 &&
		in.After.Window.isOpen(in.Certificate.Validity, in.Remembered.evaluatedAt())
}

// Notice is a warning that a plan or an apply shows about a renewal.
type Notice string

const (
	noNotice Notice = ""
	// windowTooLarge: the window never opens, because it would never close.
	windowTooLarge Notice = "window_too_large"
	// validityUnknown: the window never opens, because its end or its size is
	// unknown.
	validityUnknown Notice = "validity_unknown"
	// alreadyRenewed: the certificate was renewed since the last apply, and this
	// plan renews it again.
	alreadyRenewed Notice = "already_renewed"
	planRenews     Notice = "plan_renews"
	// renewalPending: the window is open, and a renewal is submitted.
	renewalPending        Notice = "renewal_pending"
	renewedUnderAnotherID Notice = "renewed_under_another_id"
	// stillDue: the certificate was renewed, and its window is still open.
	stillDue Notice = "still_due"
	// dueForNextApply: the window is open, but the plan did not show a renewal.
	dueForNextApply Notice = "due_for_next_apply"
)

// notice returns the most important warning about a decision.
func (in Input) notice(reason Reason) Notice {
	window, certificate := in.After.Window, in.Certificate
	switch {
	case reason != NotConfigured && !reason.Renews() && in.Remembered.Submitted.isRenewedElsewhere(in.After.Triggers, certificate):
		return renewedUnderAnotherID
	case window.exceeds(certificate.Validity):
		return windowTooLarge
	case window.isSet() && certificate.IsIssued && !window.canMeasure(certificate.Validity):
		return validityUnknown
	case reason.isTriggered() && in.Remembered.ObservedReissue:
		return alreadyRenewed
	case reason == WindowOpen:
		return planRenews
	case reason == RenewedButDue:
		return stillDue
	case reason == AwaitingRenewal && in.Remembered.Submitted.RenewedAs != "":
		return renewedUnderAnotherID
	case reason == AwaitingRenewal:
		return renewalPending
	default:
		return noNotice
	}
}

package certificate

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

const (
	// reorderAfter is how long an order by acme or api answers a window. After that
	// it is placed anew: one that is still under way is joined, and a
	// certificate does not run out because of one that got lost.
	reorderAfter = 24 * time.Hour
	// lateRenewalTime is how long a renewal that shows late counts as the work of
	// an order that had failed, or whose answer was lost.
	lateRenewalTime = 14 * 24 * time.Hour
)

// fate is what became of an order of a renewal.
type fate string

const (
	// open: it was accepted and has not shown yet.
	open fate = ""
	// uncertain: the answer to it was lost.
	uncertain fate = "uncertain"
	// failed: TigerTrust says so.
	failed fate = "failed"
	// inVain: it is done, and the window is still open.
	inVain fate = "in_vain"
)

// renewalOrder is a renewal that was ordered and has not shown yet. The private
// state keeps it, so that no second one is ordered for the same cause.
type renewalOrder struct {
	// Before is what was to be renewed; where it was in vain, what came of it.
	Before certmodel.Issuance `json:"before"`
	// Cause, Triggers and Method are those of the order.
	Cause    cause  `json:"cause,omitempty"`
	Triggers string `json:"triggers,omitempty"`
	Method   string `json:"method,omitempty"`
	// At is when it was ordered, in seconds since 1970; zero for no order.
	At int64 `json:"at,omitempty"`
	// FailedBefore: the renewal status said so before the order.
	FailedBefore bool `json:"failed_before,omitempty"`
	Fate         fate `json:"fate,omitempty"`
	// RenewedAs is the other id that it was renewed under, zero for none.
	RenewedAs int64 `json:"renewed_as,omitempty"`
}

// isDone reports that the certificate of the state is another issuance than
// that which was to be renewed.
func (o renewalOrder) isDone(state *resourceModel) bool {
	return o.At != 0 && !o.Before.Matches(state.Issuance())
}

// isOpen reports that the order was accepted and has not shown yet.
func (o renewalOrder) isOpen(state *resourceModel) bool {
	return o.At != 0 && o.Fate == open && !o.isDone(state)
}

// answersTriggers reports that a renewal was ordered because of these triggers
// already, and is open or done. One that failed or got lost counts once the
// certificate has changed.
func (o renewalOrder) answersTriggers(planned renewalModel, state *resourceModel) bool {
	return (o.isOpen(state) || o.isDone(state)) && o.Triggers == planned.triggers()
}

// owesTriggers reports that the renewal for these triggers has failed since they
// came into the state.
func (o renewalOrder) owesTriggers(planned renewalModel, state *resourceModel) bool {
	return o.At != 0 && o.Fate == failed && o.Cause == changedTriggers && !o.isDone(state) && o.Triggers == planned.triggers()
}

// answersWindow reports that at a time nothing more is to be ordered by this
// method because of the window.
func (o renewalOrder) answersWindow(planned renewalModel, state *resourceModel, at time.Time) bool {
	if o.At == 0 || o.isDone(state) || o.Method != planned.Method.ValueString() {
		return false
	}
	isFresh := at.Sub(time.Unix(o.At, 0)) < reorderAfter
	lasts := o.Method == string(tigertrust.RenewByCSR) || o.RenewedAs != 0
	return o.Fate == open && (lasts || isFresh) || o.Fate == inVain && isFresh
}

// remembered returns the order as long as it has something to tell about the
// certificate of the state.
func (o renewalOrder) remembered(state *resourceModel, now time.Time) renewalOrder {
	late := o.Fate == uncertain || o.Fate == failed
	if o.isDone(state) && (!late || now.Sub(time.Unix(o.At, 0)) > lateRenewalTime) {
		return renewalOrder{}
	}
	return o
}

// warning tells why a window that is open renews nothing.
func (o renewalOrder) warning(state *resourceModel) diag.Diagnostic {
	if o.Fate == inVain {
		return inVainWarning(state)
	}
	if o.RenewedAs != 0 {
		renewed := tigertrust.ID(o.RenewedAs)
		return diag.NewAttributeWarningDiagnostic(renewalPath, fmt.Sprintf("%s was renewed under another id, %d", lifecycle.Capitalize(label(state)), renewed),
			elsewhereDetail(state.certificateID(), renewed))
	}
	advice := "TigerTrust shows how it stands. A day after the order it is ordered again, or joined if it is still under way."
	if o.Method == string(tigertrust.RenewByCSR) {
		advice = "A renewal by csr has to be finished by a person, in TigerTrust. No second one is ordered; to have one ordered by another method, change renewal.method."
	}
	return diag.NewAttributeWarningDiagnostic(renewalPath, fmt.Sprintf("The renewal of %s is not finished", label(state)),
		fmt.Sprintf("It was ordered at %s by %s, and the certificate, which expires at %s, is still the same. %s", time.Unix(o.At, 0).UTC().Format(time.RFC3339), o.Method, state.ValidTo.ValueString(), advice))
}

func inVainWarning(certificate *resourceModel) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(renewalPath, lifecycle.Capitalize(label(certificate))+" is renewed, and due for renewal all the same",
		fmt.Sprintf("The renewed certificate expires at %s, with fewer days left than renewal.min_days_remaining. It is renewed again after a day at the earliest. "+
			"Lower min_days_remaining, or have the authority issue for longer.", certificate.ValidTo.ValueString()))
}

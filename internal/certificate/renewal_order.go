package certificate

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/managed"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// renewalOrder is a renewal that was ordered and has not shown yet. The private
// state keeps it, so that no second one is ordered for the same cause.
type renewalOrder struct {
	// Before is what was to be renewed.
	Before managed.Issue `json:"before"`
	// Triggers and Method are those of the order.
	Triggers string `json:"triggers,omitempty"`
	Method   string `json:"method,omitempty"`
	// At is when it was ordered, in seconds since 1970; zero for no order.
	At int64 `json:"at,omitempty"`
	// IsUncertain: the answer to the order was lost. It counts once the
	// certificate has changed.
	IsUncertain bool `json:"is_uncertain,omitempty"`
}

// isRenewed reports that the certificate of the state is another one than that
// which was to be renewed.
func (o renewalOrder) isRenewed(state *resourceModel) bool {
	return o.At != 0 && !o.Before.Same(state.Issue())
}

// isOpen reports that the order was accepted and has not shown yet.
func (o renewalOrder) isOpen(state *resourceModel) bool {
	return o.At != 0 && !o.IsUncertain && !o.isRenewed(state)
}

// answersTriggers reports that a renewal was ordered because of these triggers
// already, and is open or done.
func (o renewalOrder) answersTriggers(planned renewalModel, state *resourceModel) bool {
	return (o.isOpen(state) || o.isRenewed(state)) && o.Triggers == planned.triggers()
}

// answersWindow reports that a renewal by this method is open already.
func (o renewalOrder) answersWindow(planned renewalModel, state *resourceModel) bool {
	return o.isOpen(state) && o.Method == planned.Method.ValueString()
}

// openWarning tells why a window that is open renews nothing.
func (o renewalOrder) openWarning(state *resourceModel) diag.Diagnostic {
	advice := "TigerTrust shows how it stands."
	if o.Method == string(tigertrust.RenewByCSR) {
		advice = "A renewal by csr has to be finished by a person, in TigerTrust."
	}
	return diag.NewAttributeWarningDiagnostic(renewalPath, fmt.Sprintf("The renewal of %s is not finished", label(state)),
		fmt.Sprintf("It was ordered at %s by %s, and the certificate, which expires at %s, is still the same. %s No second one is ordered; to order one all the same, change renewal.triggers or renewal.method.",
			time.Unix(o.At, 0).UTC().Format(time.RFC3339), o.Method, state.ValidTo.ValueString(), advice))
}

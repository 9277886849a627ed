package renewal

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// attribute is the path of warnings. Terraform finds no line in the configuration
// for a path within the attribute.
var attribute = path.Root("renewal")

// attributes maps error codes to the attributes that they are about.
var attributes = apidiag.Attributes{
	tigertrust.ErrCANotConfigured: path.Root("certificate_authority_id"),
}

// Diagnostics returns the notice as diagnostics. The certificate and the
// settings are those of the decision.
func (n Notice) Diagnostics(held lifecycle.Certificate, settings Settings, state State) diag.Diagnostics {
	var summary, detail string
	validity := CertificateFrom(held.Model).Validity
	expiry := validity.To.UTC().Format(time.RFC3339)
	window := settings.Window
	switch n {
	case windowTooLarge:
		days, _ := validity.Days()
		summary = "The renewal window is not smaller than the validity period"
		detail = fmt.Sprintf("%s is valid for %d days, and renewal.min_days_remaining is %d. Every apply would renew the certificate, so Terraform ignores this window. "+
			"Set min_days_remaining to fewer days than the validity period, or use min_percent_remaining.", held.Title(), days, window.MinDaysRemaining)
	case validityUnknown:
		summary = "The expiry of the certificate is unknown"
		detail = fmt.Sprintf("TigerTrust does not return the expiry of %s, so renewal.min_days_remaining never renews it.", held.Label())
		if window.MinPercentRemaining != 0 {
			summary = "The validity period of the certificate is unknown"
			detail = fmt.Sprintf("TigerTrust does not return the validity period of %s, so renewal.min_percent_remaining never renews it.", held.Label())
		}
	case alreadyRenewed:
		summary = held.Title() + " was renewed since the last apply, and this plan renews it again"
		detail = fmt.Sprintf("The current certificate is valid from %s. TigerTrust or an interrupted apply may have renewed it. "+
			"This plan renews it again because renewal.triggers has changed. To keep the current certificate, restore the previous triggers.", held.Model.ValidFrom.ValueString())
	case planRenews:
		summary = "This plan renews a certificate"
		detail = fmt.Sprintf("%s expires at %s, %s. "+
			"The plan shows the attributes that the renewal changes as known after apply.", held.Title(), expiry, window.describe())
	case renewalPending:
		summary = "The renewal of " + held.Label() + " is not finished"
		detail = fmt.Sprintf("It was submitted by %s at %s. The current certificate expires at %s. %s",
			state.Submitted.Method, state.Submitted.submittedAt().UTC().Format(time.RFC3339), expiry, state.Submitted.pendingAdvice(validity))
	case renewedUnderAnotherID:
		renewed := state.Submitted.RenewedAs
		summary, detail = renewedUnderAnotherIDSummary(held, renewed), renewedUnderAnotherIDDetail(held, renewed)
	case stillDue:
		summary = "The renewed certificate is still due for renewal"
		detail = fmt.Sprintf("%s was renewed and expires at %s, %s. It is renewed again after a day at the earliest. "+
			"Lower %s, or configure the CA to issue for a longer period.", held.Title(), expiry, window.describe(), window.attribute())
	case dueForNextApply:
		summary = "The certificate is due for renewal"
		detail = fmt.Sprintf("%s expires at %s, %s. "+
			"This apply did not renew it, because its plan did not show a renewal. The next apply renews it.", held.Title(), expiry, window.describe())
	default:
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(attribute, summary, detail)}
}

// attribute returns the attribute that sets the window.
func (w Window) attribute() string {
	if w.MinPercentRemaining != 0 {
		return "min_percent_remaining"
	}
	return "min_days_remaining"
}

// describe describes the expiry of a certificate whose window is open.
func (w Window) describe() string {
	if w.MinPercentRemaining != 0 {
		return fmt.Sprintf("with less of its validity period left than renewal.min_percent_remaining, which is %d", w.MinPercentRemaining)
	}
	return fmt.Sprintf("in fewer days than renewal.min_days_remaining, which is %d", w.MinDaysRemaining)
}

func (s Submitted) pendingAdvice(validity Validity) string {
	resubmitAt := s.resubmitAt(validity).UTC().Format(time.RFC3339)
	switch {
	case s.JoinsManual:
		return "TigerTrust did not accept it, because a csr renewal is open. Complete or cancel that renewal in TigerTrust. An apply after " + resubmitAt + " submits it again."
	case isManual(s.Method):
		return "A csr renewal must be completed manually in TigerTrust. No second renewal is submitted. To renew by another method, change renewal.method."
	default:
		return "TigerTrust shows its progress. An apply after " + resubmitAt + " submits it again, or waits for it if it is still in progress."
	}
}

// failedSinceApplyWarning is the warning of a refresh that finds a failed
// renewal.
func failedSinceApplyWarning(held lifecycle.Certificate, status string) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(attribute, "The certificate renewal has failed",
		failureDetail(held, status)+" The next apply submits the renewal again.")
}

func failureDetail(held lifecycle.Certificate, status string) string {
	return fmt.Sprintf("%s was not renewed: its renewal status is %q, and the certificate has not changed. TigerTrust shows the cause.", held.Title(), tigertrust.Printable(status))
}

func notReadError(held lifecycle.Certificate, err error) diag.Diagnostic {
	return apidiag.Error("Could not read "+held.Label()+" before its renewal", err, attributes)
}

func revokedError(held lifecycle.Certificate) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("status"), "Cannot renew a revoked certificate",
		held.Title()+" was revoked, and a revocation cannot be undone. The next plan replaces the certificate.")
}

func notPreparedError(held lifecycle.Certificate, err error) diag.Diagnostic {
	return apidiag.Error("Could not read the certificate list before the renewal of "+held.Label(), err, nil)
}

func (r *run) failedError() diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(attribute, "The certificate renewal has failed",
		failureDetail(r.Certificate, r.failure)+" Resolve the cause and apply again: Terraform then submits another renewal.")
}

func (r *run) outcomeUnknownError(err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("The outcome of a certificate renewal is unknown",
		fmt.Sprintf("TigerTrust may or may not have accepted the renewal of %s: the response was lost.\n\n%s\n\n%s", r.label, apidiag.Detail(err), r.UnknownOutcomeAdvice))
}

func (r *run) renewedUnderAnotherIDError() diag.Diagnostic {
	renewed := r.Submitted.RenewedAs
	return diag.NewAttributeErrorDiagnostic(path.Root("id"), renewedUnderAnotherIDSummary(r.Certificate, renewed),
		renewedUnderAnotherIDDetail(r.Certificate, renewed))
}

// renewedUnderAnotherIDSummary contains the ids, because a person must act on
// each certificate, and Terraform only shows the details of one of several warnings
// with the same summary.
func renewedUnderAnotherIDSummary(held lifecycle.Certificate, renewed tigertrust.ID) string {
	return fmt.Sprintf("%s was renewed under another ID, %s", held.Title(), renewed)
}

func renewedUnderAnotherIDDetail(held lifecycle.Certificate, renewed tigertrust.ID) string {
	return fmt.Sprintf("Certificate %s is new and has the same names and key as certificate %s, which has not changed. No other renewal is submitted. To manage the new certificate with this resource:\n\n"+
		"  terraform state rm ADDRESS\n  %s\n\nThe old certificate stays valid until it expires, or until you revoke it in TigerTrust.", renewed, held.ID, lifecycle.ImportCommand(renewed))
}

func (r *run) manualWarning() diag.Diagnostic {
	cause := "It was submitted with the method csr."
	nextStep := "In TigerTrust, have the CA sign the request, and upload the certificate."
	switch {
	case r.Submitted.JoinsManual:
		cause = fmt.Sprintf("TigerTrust did not accept a renewal with the method %s, because a csr renewal is still open.", r.Renewal.Method)
		nextStep = "In TigerTrust, cancel it and apply again after a day, or have the CA sign its request and upload the certificate."
	case r.IsJoined:
		cause = "TigerTrust was already renewing the certificate, so no other renewal was submitted."
	}
	return diag.NewAttributeWarningDiagnostic(attribute, "The renewal of "+r.label+" must be completed manually",
		cause+" "+nextStep+" Until then the current certificate does not change, and no second renewal is submitted. "+
			"The next plan after that shows the renewed certificate.")
}

func (r *run) unfinishedWarning(err error) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(attribute, "The renewal of "+r.label+" was submitted, but is not finished",
		apidiag.Unfinished("The certificate was not renewed", err)+
			"\n\nThe current certificate has not changed, and no second renewal is submitted for now. When TigerTrust has finished the renewal, the next plan shows the renewed certificate.")
}

package renewal

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
)

// fail returns the problem of a renewal that failed: as a warning if the settings
// tolerate the failure, and as an error otherwise. A revoked certificate is always
// an error. After a tolerated failure, the state contains the triggers of the
// renewal, so that only s can show that it is still to be done. WasSubmitted is
// true if s already contains the renewal.
func (s *State) fail(held lifecycle.Certificate, settings Settings, reason Reason, problem diag.Diagnostic, wasSubmitted bool) diag.Diagnostic {
	now := held.Session.Now()
	if held.Model.IsRevoked() || !settings.toleratesFailure(CertificateFrom(held.Model).Validity, now) {
		return problem
	}
	if !wasSubmitted {
		s.Submitted = Submitted{
			At:       now.Unix(),
			Method:   settings.Method,
			Reason:   reason,
			Triggers: settings.Triggers.Text,
			Outcome:  outcomeFailed,
			Before:   held.Model.Issuance(),
		}
	}
	detail := problem.Detail() + fmt.Sprintf("\n\nThis is a warning, because the certificate does not expire in fewer days than renewal.fail_below_days, which is %d. "+
		"The current certificate has not changed.", *settings.FailBelowDays)
	if s.Submitted.RenewedAs == "" {
		detail += " The next apply submits another renewal, unless the certificate is renewed by then."
	}
	return withSeverity(diag.SeverityWarning, problem, detail)
}

// failUnfinished returns the warning that a renewal is not finished, as an error if
// fewer days remain than renewal.fail_below_days. A person may take any time to
// finish a csr renewal.
func (s *State) failUnfinished(held lifecycle.Certificate, settings Settings, warning diag.Diagnostic) diag.Diagnostic {
	if settings.FailBelowDays == nil || s.Submitted.isManual() || settings.toleratesFailure(CertificateFrom(held.Model).Validity, held.Session.Now()) {
		return warning
	}
	detail := warning.Detail() + fmt.Sprintf("\n\nThis is an error, because the certificate expires in fewer days than renewal.fail_below_days, which is %d.", *settings.FailBelowDays)
	return withSeverity(diag.SeverityError, warning, detail)
}

// toleratesFailure reports whether the certificate does not expire in fewer days
// than renewal.fail_below_days.
func (s Settings) toleratesFailure(validity Validity, now time.Time) bool {
	if s.FailBelowDays == nil || validity.To.IsZero() {
		return false
	}
	seconds := min(*s.FailBelowDays, maxWindowDays) * int64(day/time.Second)
	return !now.After(time.Unix(validity.To.Unix()-seconds, 0))
}

// withSeverity returns a problem with another severity and detail.
func withSeverity(severity diag.Severity, problem diag.Diagnostic, detail string) diag.Diagnostic {
	var changed diag.Diagnostic = diag.NewWarningDiagnostic(problem.Summary(), detail)
	if severity == diag.SeverityError {
		changed = diag.NewErrorDiagnostic(problem.Summary(), detail)
	}
	if at, ok := problem.(diag.DiagnosticWithPath); ok {
		return diag.WithPath(at.Path(), changed)
	}
	return changed
}

package renewal

import (
	"math"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Input is everything that the decision of a plan depends on. It contains no
// clock: Terraform plans again during apply and requires the same decision.
type Input struct {
	// Before and After are the attribute renewal in the state and in the plan.
	Before, After Settings
	// Certificate is the certificate in the state.
	Certificate Certificate
	// Remembered is the private state.
	Remembered State
}

// Settings are the values of the attribute renewal.
type Settings struct {
	// IsSet is false for a null attribute.
	IsSet bool
	// IsUnknown is true while the whole attribute is unknown.
	IsUnknown bool

	Method             tigertrust.RenewalMethod
	DeployAfterRenewal *bool
	Window             Window
	Triggers           Triggers
	// FailBelowDays is renewal.fail_below_days, nil for null. It affects the
	// apply only, and no decision of a plan.
	FailBelowDays *int64
}

func (s Settings) request() tigertrust.Renewal {
	return tigertrust.Renewal{Method: s.Method, DeployAfterRenewal: s.DeployAfterRenewal}
}

// Triggers are the values of renewal.triggers.
type Triggers struct {
	// Text represents the values: equal values have equal texts. It is empty
	// for null and unknown triggers.
	Text string
	// HasUnknown is true while any of the values is unknown.
	HasUnknown bool
}

// isSet reports whether there is a trigger. An empty map has none, so that the
// first value in it is the first trigger, which renews nothing.
func (t Triggers) isSet() bool { return t.Text != "" && t.Text != "{}" }

// Window is the last part of the validity period, in which a certificate is due
// for renewal. At most one of its sizes is set. The zero value means no window.
type Window struct {
	// MinDaysRemaining is renewal.min_days_remaining, zero for null and unknown.
	MinDaysRemaining int64
	// MinPercentRemaining is renewal.min_percent_remaining, zero for null and
	// unknown.
	MinPercentRemaining int64
	// IsUnknown is true while the size of the window is unknown.
	IsUnknown bool
}

func (w Window) isSet() bool { return w.MinDaysRemaining != 0 || w.MinPercentRemaining != 0 }

const (
	day = 24 * time.Hour
	// maxWindowDays prevents an overflow. No certificate is valid for that long.
	maxWindowDays = 10_000 * 366
)

// OpensAt returns when the window opens, and false if there is no window, its size
// or its end is unknown, or the window is too large for the certificate.
func (w Window) OpensAt(validity Validity) (time.Time, bool) {
	seconds := min(w.MinDaysRemaining, maxWindowDays) * int64(day/time.Second)
	if w.MinPercentRemaining != 0 {
		// Rounded like the function renewal_time.
		seconds = validity.seconds() * w.MinPercentRemaining / 100
	}
	if !w.isSet() || !w.canMeasure(validity) || w.exceeds(validity) {
		return time.Time{}, false
	}
	return time.Unix(validity.To.Unix()-seconds, 0), true
}

// canMeasure reports whether enough of the validity period is known to place the
// window in it.
func (w Window) canMeasure(validity Validity) bool {
	return !validity.To.IsZero() && (w.MinPercentRemaining == 0 || validity.seconds() > 0)
}

func (w Window) isOpen(validity Validity, at time.Time) bool {
	opensAt, ok := w.OpensAt(validity)
	return ok && at.After(opensAt)
}

// exceeds reports whether the window is at least as long as the validity period.
// Every renewed certificate would then be due immediately. A share never is.
func (w Window) exceeds(validity Validity) bool {
	days, ok := validity.Days()
	return ok && w.MinDaysRemaining != 0 && w.MinDaysRemaining >= days
}

// Validity is the validity period of a certificate. Unknown times are zero.
type Validity struct{ From, To time.Time }

// Days returns the length of the validity period in days, and false if it is
// unknown. It is rounded, because some CAs issue for a second less than a day.
func (v Validity) Days() (int64, bool) {
	if v.From.IsZero() || v.To.IsZero() {
		return 0, false
	}
	return int64(math.Round(v.To.Sub(v.From).Hours() / 24)), true
}

// seconds returns the length of the validity period, zero if it is unknown.
func (v Validity) seconds() int64 {
	if v.From.IsZero() || v.To.IsZero() {
		return 0
	}
	return v.To.Unix() - v.From.Unix()
}

// Certificate is the part of a certificate that matters to its renewal.
type Certificate struct {
	// IsIssued is true if the PEM is known.
	IsIssued bool
	Issuance certmodel.Issuance
	Validity Validity
}

// CertificateFrom returns the certificate in a model.
func CertificateFrom(model *certmodel.Model) Certificate {
	from, to := model.Validity()
	return Certificate{
		IsIssued: certmodel.HasValue(model.CertificatePEM),
		Issuance: model.Issuance(),
		Validity: Validity{From: from, To: to},
	}
}

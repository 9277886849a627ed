package renewal

import (
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

const (
	// resubmitAfter is how long an acme or api renewal is awaited while the
	// window is open, see [Submitted.resubmitAt].
	resubmitAfter    = day
	minResubmitAfter = time.Hour
	// lateRenewalTime is how long a reissued certificate counts as the late
	// result of a renewal that failed or whose outcome is unknown.
	lateRenewalTime = 14 * day
)

// Outcome is what became of a submitted renewal.
type Outcome string

const (
	// outcomePending: it was accepted, and the certificate is not renewed yet.
	outcomePending Outcome = ""
	// outcomeUnknown: the response was lost.
	outcomeUnknown Outcome = "unknown"
	// outcomeFailed: TigerTrust reported a failure, or refused the renewal.
	outcomeFailed Outcome = "failed"
	// outcomeStillDue: the certificate was renewed, and the window is still
	// open.
	outcomeStillDue Outcome = "still_due"
)

// Submitted is the last submitted renewal. The private state remembers it, so
// that no second one is submitted for the same reason. The zero value is none.
type Submitted struct {
	// At is the time of submission, in Unix seconds.
	At     int64                    `json:"at,omitempty"`
	Method tigertrust.RenewalMethod `json:"method,omitempty"`
	// Reason and Triggers are those of the plan that renewed.
	Reason   Reason  `json:"reason,omitempty"`
	Triggers string  `json:"triggers,omitempty"`
	Outcome  Outcome `json:"outcome,omitempty"`
	// Before is the issuance that was to be renewed. If the certificate is
	// still due, it is the issuance that replaced it.
	Before certmodel.Issuance `json:"before"`
	// FailedBefore is true if the renewal status reported a failure already
	// before the submission.
	FailedBefore bool `json:"failed_before,omitempty"`
	// RenewedAs is the id of the renewed certificate if it has another id.
	RenewedAs tigertrust.ID `json:"renewed_as,omitempty"`
	// JoinsManual is true if TigerTrust refused the renewal because one is in
	// progress that a person must finish.
	JoinsManual bool `json:"joins_manual,omitempty"`
}

func (s Submitted) isSet() bool { return s.At != 0 }

// isDone reports whether the certificate is another issuance than before.
func (s Submitted) isDone(certificate Certificate) bool {
	return s.isSet() && !s.Before.Matches(certificate.Issuance)
}

// isPending reports whether the renewal was accepted and has not shown yet.
func (s Submitted) isPending(certificate Certificate) bool {
	return s.isSet() && s.Outcome == outcomePending && !s.isDone(certificate)
}

// covers reports whether the renewal for these triggers is pending or done. A
// failed one, or one with an unknown outcome, counts once the certificate has
// changed.
func (s Submitted) covers(triggers Triggers, certificate Certificate) bool {
	return (s.isPending(certificate) || s.isDone(certificate)) && s.Triggers == triggers.Text
}

// hasFailedFor reports whether the renewal for these triggers has failed, and the
// state contains them regardless.
func (s Submitted) hasFailedFor(triggers Triggers, certificate Certificate) bool {
	hasFailed := s.Outcome == outcomeFailed || s.Outcome == outcomeUnknown
	return s.isSet() && hasFailed && s.Reason.isTriggered() &&
		!s.isDone(certificate) && s.Triggers == triggers.Text
}

// isAwaited reports whether an open window submits no other renewal by this
// method. A person takes their time to finish a csr renewal; and a certificate
// that was renewed under another id needs no other renewal.
func (s Submitted) isAwaited(method tigertrust.RenewalMethod, certificate Certificate, at time.Time) bool {
	return s.isPending(certificate) && s.Method == method &&
		(isManual(s.Method) || s.RenewedAs != "" || at.Before(s.resubmitAt(certificate.Validity)))
}

// wasJustRenewed reports whether a renewal by this method has not closed the
// window, less than a day ago.
func (s Submitted) wasJustRenewed(method tigertrust.RenewalMethod, certificate Certificate, at time.Time) bool {
	return s.isSet() && s.Outcome == outcomeStillDue && s.Method == method && !s.isDone(certificate) && at.Sub(s.submittedAt()) < resubmitAfter
}

// resubmitAt returns when an open window submits an acme or api renewal again, so
// that a certificate does not expire because a renewal was lost: after a day, or
// earlier if the certificate expires soon after. One in progress is joined.
func (s Submitted) resubmitAt(validity Validity) time.Time {
	wait := resubmitAfter
	if !validity.To.IsZero() {
		wait = max(minResubmitAfter, min(wait, validity.To.Sub(s.submittedAt())/2))
	}
	return s.submittedAt().Add(wait)
}

func (s Submitted) submittedAt() time.Time { return time.Unix(s.At, 0) }

// isRenewedElsewhere reports whether the renewed certificate has another id, and
// the triggers that caused it are still configured.
func (s Submitted) isRenewedElsewhere(triggers Triggers, certificate Certificate) bool {
	return s.RenewedAs != "" && s.isPending(certificate) && (!s.Reason.isTriggered() || s.Triggers == triggers.Text)
}

// isManual reports whether a person must finish the renewal: because of its
// method, or because it has joined one by such a method.
func (s Submitted) isManual() bool { return isManual(s.Method) || s.JoinsManual }

// isUnsaved reports whether the triggers of the renewal are not those in the state:
// the apply failed because the renewal did not finish. A later plan needs them to
// find that it is done.
func (s Submitted) isUnsaved(inState Triggers, now time.Time) bool {
	return s.Reason.isTriggered() && s.Triggers != inState.Text && now.Sub(s.submittedAt()) <= lateRenewalTime
}

// isObsolete reports whether the renewal no longer affects any decision, if its
// triggers are saved.
func (s Submitted) isObsolete(certificate Certificate, now time.Time) bool {
	mayBeLate := s.Outcome == outcomeUnknown || s.Outcome == outcomeFailed
	return s.isDone(certificate) && (!mayBeLate || now.Sub(s.submittedAt()) > lateRenewalTime)
}

// isManual reports whether only a person can finish a renewal by this method.
func isManual(method tigertrust.RenewalMethod) bool { return method == tigertrust.RenewByCSR }

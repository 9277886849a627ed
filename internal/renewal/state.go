package renewal

import "time"

// Keys of the private state.
const (
	StateKey   = "renewal"
	PlannedKey = "planned_renewal"
)

// Planned passes the decision of a plan to its apply.
type Planned struct {
	Reason Reason `json:"reason,omitempty"`
}

// Planned returns the decision in the form that the private state contains.
func (d Decision) Planned() Planned {
	if !d.Reason.Renews() {
		return Planned{}
	}
	return Planned{Reason: d.Reason}
}

// State is what the private state remembers between plans.
type State struct {
	// EvaluatedAt is the time at which plans evaluate the window, in Unix
	// seconds; zero for never. See [State.recordEvaluation].
	EvaluatedAt int64     `json:"evaluated_at,omitempty"`
	Submitted   Submitted `json:"submitted,omitzero"`
	// ObservedReissue is true if the certificate was renewed since the last
	// apply by no known renewal: by TigerTrust, by a person, or by an apply
	// that was killed.
	ObservedReissue bool `json:"observed_reissue,omitempty"`
}

func (s State) evaluatedAt() time.Time { return time.Unix(s.EvaluatedAt, 0) }

// New returns the state of a new certificate, and a warning about it.
func New(settings Settings, certificate Certificate, now time.Time) (State, Notice) {
	var s State
	s.recordEvaluation(settings, certificate, now)
	if settings.Window.exceeds(certificate.Validity) {
		return s, windowTooLarge
	}
	return s, noNotice
}

// recordEvaluation records the time if the window now decides differently than at
// the recorded time. To Terraform, recording it at every refresh would be a change
// every time.
func (s *State) recordEvaluation(settings Settings, certificate Certificate, now time.Time) {
	isDueAt := func(at int64) bool {
		return firstReason(Input{
			After:       settings,
			Certificate: certificate,
			Remembered:  State{EvaluatedAt: at, Submitted: s.Submitted},
		}, windowChecks) == WindowOpen
	}
	switch {
	case !settings.Window.isSet():
		s.EvaluatedAt = 0
	case s.EvaluatedAt == 0 || isDueAt(now.Unix()) != isDueAt(s.EvaluatedAt):
		s.EvaluatedAt = now.Unix()
	}
}

// FinishApply updates the state at the end of an apply, and returns the warning
// that goes with it. Settings and certificate are those after the apply. A
// window that this apply has opened was not in its plan, so it renews in the
// next one.
func (s *State) FinishApply(reason Reason, settings Settings, certificate Certificate, now time.Time) Notice {
	isOpen := settings.Window.isOpen(certificate.Validity, now)
	isStillDue := reason.Renews() && isOpen && !s.Submitted.isSet()
	s.ObservedReissue = false
	switch {
	case !reason.Renews() && (s.Submitted.Outcome == outcomeUnknown || s.Submitted.Outcome == outcomeFailed):
		// The change that had caused it was reverted.
		s.Submitted = Submitted{}
	case isStillDue:
		s.Submitted = Submitted{Before: certificate.Issuance, Method: settings.Method, At: now.Unix(), Outcome: outcomeStillDue}
	}
	s.recordEvaluation(settings, certificate, now)
	switch {
	case isStillDue:
		return stillDue
	case isOpen && !s.Submitted.isSet():
		return dueForNextApply
	default:
		return noNotice
	}
}

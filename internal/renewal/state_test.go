package renewal

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// A refresh that changes the private state is a change to Terraform, so the
// time is recorded only when the decision changes.
func TestRecordEvaluation(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		in       Input
		now      time.Time
		recorded time.Time
	}{
		"first time":              {in: inputWith(neverEvaluated), now: after(55), recorded: after(55)},
		"window stays closed":     {in: inputWith(), now: after(59), recorded: after(50)},
		"window opens":            {in: inputWith(), now: after(61), recorded: after(61)},
		"window stays open":       {in: inputWith(onDay(61)), now: after(89), recorded: after(61)},
		"window closed by a new":  {in: inputWith(onDay(61), valid(after(65), after(155))), now: after(66), recorded: after(61)},
		"no window":               {in: inputWith(window(0)), now: after(61)},
		"renewal submitted":       {in: inputWith(onDay(61), submitted(Submitted{})), now: after(61.5), recorded: after(61)},
		"submitted a day ago":     {in: inputWith(onDay(61), submitted(Submitted{})), now: after(62), recorded: after(62)},
		"csr stays submitted":     {in: inputWith(onDay(61), submitted(Submitted{Method: tigertrust.RenewByCSR}), method(tigertrust.RenewByCSR)), now: after(80), recorded: after(61)},
		"still due for a day":     {in: inputWith(onDay(61), submitted(Submitted{Outcome: outcomeStillDue})), now: after(61.9), recorded: after(61)},
		"still due a day later":   {in: inputWith(onDay(61), submitted(Submitted{Outcome: outcomeStillDue})), now: after(62), recorded: after(62)},
		"window that never opens": {in: inputWith(window(90)), now: after(89), recorded: after(50)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state := test.in.Remembered
			state.recordEvaluation(test.in.After, test.in.Certificate, test.now)
			recorded := time.Time{}
			if state.EvaluatedAt != 0 {
				recorded = state.evaluatedAt()
			}
			if !recorded.Equal(test.recorded) {
				t.Errorf("recorded %s, want %s", recorded, test.recorded)
			}
		})
	}
}

// The day-by-day evaluation decides like a plan of that day.
func TestRecordEvaluation_EveryHour_DecidesLikeNow(t *testing.T) {
	t.Parallel()
	in := inputWith(submitted(Submitted{Outcome: outcomeStillDue}))
	changes := 0
	for now := after(50); now.Before(after(100)); now = now.Add(time.Hour) {
		before := in.Remembered
		in.Remembered.recordEvaluation(in.After, in.Certificate, now)
		if in.Remembered != before {
			changes++
		}
		exact := in
		exact.Remembered.EvaluatedAt = now.Unix()
		if got, want := Decide(in).Reason.Renews(), Decide(exact).Reason.Renews(); got != want {
			t.Fatalf("on %s the recorded time renews: %t, the current time: %t", now, got, want)
		}
	}
	if changes != 1 {
		t.Errorf("the state changed %d times, want once", changes)
	}
}

func TestFinishApply(t *testing.T) {
	t.Parallel()
	pending := Submitted{Reason: TriggersChanged, Triggers: "two"}
	for name, test := range map[string]struct {
		reason      Reason
		in          Input
		now         time.Time
		notice      Notice
		isSubmitted bool
		outcome     Outcome
	}{
		"nothing due":                        {in: inputWith(), now: after(50)},
		"window opened by this apply":        {in: inputWith(), now: after(70), notice: dueForNextApply},
		"attribute added, window open":       {reason: NotConfigured, in: inputWith(), now: after(70), notice: dueForNextApply},
		"renewed":                            {reason: WindowOpen, in: inputWith(renewed, valid(after(61), after(151))), now: after(61)},
		"renewed, still due":                 {reason: WindowOpen, in: inputWith(renewed), now: after(61), notice: stillDue, isSubmitted: true, outcome: outcomeStillDue},
		"renewed by triggers, still due":     {reason: TriggersChanged, in: inputWith(renewed), now: after(61), notice: stillDue, isSubmitted: true, outcome: outcomeStillDue},
		"submitted":                          {reason: WindowOpen, in: inputWith(submitted(pending)), now: after(61), isSubmitted: true},
		"other change, renewal pending":      {in: inputWith(submitted(pending)), now: after(61.5), isSubmitted: true},
		"triggers set back after a failure":  {in: inputWith(submitted(Submitted{Outcome: outcomeFailed})), now: after(50)},
		"triggers set back, outcome unknown": {in: inputWith(submitted(Submitted{Outcome: outcomeUnknown})), now: after(50)},
		"renewal after a failure failed too": {reason: TriggersChanged, in: inputWith(submitted(Submitted{Outcome: outcomeFailed})), now: after(50), isSubmitted: true, outcome: outcomeFailed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state := test.in.Remembered
			state.ObservedReissue = true
			notice := state.FinishApply(test.reason, test.in.After, test.in.Certificate, test.now)
			if notice != test.notice {
				t.Errorf("notice %q, want %q", notice, test.notice)
			}
			if state.Submitted.isSet() != test.isSubmitted || state.Submitted.Outcome != test.outcome {
				t.Errorf("remembered %+v, want an outcome %q", state.Submitted, test.outcome)
			}
			if state.ObservedReissue {
				t.Error("the observed reissue is still remembered")
			}
			evaluated := test.in.Remembered
			evaluated.Submitted = state.Submitted
			evaluated.recordEvaluation(test.in.After, test.in.Certificate, test.now)
			if state.EvaluatedAt != evaluated.EvaluatedAt {
				t.Errorf("evaluated at %s, want %s", state.evaluatedAt(), evaluated.evaluatedAt())
			}
		})
	}
}

func TestSubmitted_IsObsolete(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		in   Input
		now  time.Time
		want bool
	}{
		"nothing submitted":             {in: inputWith(), now: after(61)},
		"pending":                       {in: inputWith(submitted(Submitted{})), now: after(90)},
		"pending, renewed":              {in: inputWith(submitted(Submitted{}), renewed), now: after(61), want: true},
		"still due, renewed":            {in: inputWith(submitted(Submitted{Outcome: outcomeStillDue}), renewed), now: after(61), want: true},
		"failed":                        {in: inputWith(submitted(Submitted{Outcome: outcomeFailed})), now: after(90)},
		"failed, renewed late":          {in: inputWith(submitted(Submitted{Outcome: outcomeFailed}), renewed), now: after(75)},
		"failed, renewed too late":      {in: inputWith(submitted(Submitted{Outcome: outcomeFailed}), renewed), now: after(75.1), want: true},
		"unknown, renewed late":         {in: inputWith(submitted(Submitted{Outcome: outcomeUnknown}), renewed), now: after(75)},
		"unknown, renewed too late":     {in: inputWith(submitted(Submitted{Outcome: outcomeUnknown}), renewed), now: after(75.1), want: true},
		"unknown, nothing has happened": {in: inputWith(submitted(Submitted{Outcome: outcomeUnknown})), now: after(89)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := test.in.Remembered.Submitted.isObsolete(test.in.Certificate, test.now); got != test.want {
				t.Errorf("got %t", got)
			}
		})
	}
}

func TestNew_WindowTooLarge_Warns(t *testing.T) {
	t.Parallel()
	in := inputWith(window(90))
	if _, notice := New(in.After, in.Certificate, after(0)); notice != windowTooLarge {
		t.Errorf("notice %q", notice)
	}
	in = inputWith()
	state, notice := New(in.After, in.Certificate, after(0))
	if notice != noNotice || state.EvaluatedAt != after(0).Unix() {
		t.Errorf("notice %q, state %+v", notice, state)
	}
}

func TestState_JSON_IsCompact(t *testing.T) {
	t.Parallel()
	encoded, err := json.Marshal(State{EvaluatedAt: 1})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(encoded), `{"evaluated_at":1}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestWindow_OpensAt(t *testing.T) {
	t.Parallel()
	validity := Validity{From: after(0), To: after(90)}
	for days, want := range map[int64]time.Time{30: after(60), 89: after(1), 90: {}, 0: {}} {
		got, ok := Window{MinDaysRemaining: days}.OpensAt(validity)
		if ok == want.IsZero() || !got.Equal(want) {
			t.Errorf("with %d days it opens at %s (%t), want %s", days, got, ok, want)
		}
	}
}

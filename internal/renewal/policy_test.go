package renewal

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// issuedAt is when the certificate of these tests becomes valid, for 90 days.
var issuedAt = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// after returns the time a number of days after the certificate was issued.
func after(days float64) time.Time { return issuedAt.Add(time.Duration(days * float64(day))) }

var (
	oldIssuance = certmodel.Issuance{SerialNumber: "01"}
	newIssuance = certmodel.Issuance{SerialNumber: "02"}
)

// A change modifies the input that inputWith starts from.
type change func(*Input)

// inputWith returns the input of a plan, changed. Without changes, the plan is
// made on day 50 of 90, and the window opens after day 60.
func inputWith(changes ...change) Input {
	settings := Settings{
		IsSet:    true,
		Method:   tigertrust.RenewByACME,
		Window:   Window{MinDaysRemaining: 30},
		Triggers: Triggers{Text: "one"},
	}
	in := Input{
		Before:      settings,
		After:       settings,
		Certificate: Certificate{IsIssued: true, Issuance: oldIssuance, Validity: Validity{From: after(0), To: after(90)}},
	}
	onDay(50)(&in)
	for _, change := range changes {
		change(&in)
	}
	return in
}

func onDay(days float64) change {
	return func(in *Input) { in.Remembered.EvaluatedAt = after(days).Unix() }
}

// triggers sets the triggers in state and plan. An empty text is null.
func triggers(before, after string) change {
	return func(in *Input) { in.Before.Triggers.Text, in.After.Triggers.Text = before, after }
}

func window(days int64) change {
	return func(in *Input) { in.Before.Window.MinDaysRemaining, in.After.Window.MinDaysRemaining = days, days }
}

// percent replaces the window by one of a share of the validity period.
func percent(share int64) change {
	return func(in *Input) {
		in.Before.Window, in.After.Window = Window{MinPercentRemaining: share}, Window{MinPercentRemaining: share}
	}
}

func method(method tigertrust.RenewalMethod) change {
	return func(in *Input) { in.After.Method = method }
}

func valid(from, to time.Time) change {
	return func(in *Input) { in.Certificate.Validity = Validity{From: from, To: to} }
}

// submitted sets a renewal that was submitted on day 61.
func submitted(s Submitted) change {
	return func(in *Input) {
		s.At, s.Before = after(61).Unix(), oldIssuance
		if s.Method == "" {
			s.Method = tigertrust.RenewByACME
		}
		in.Remembered.Submitted = s
	}
}

func neverEvaluated(in *Input) { in.Remembered.EvaluatedAt = 0 }

func renewed(in *Input)  { in.Certificate.Issuance = newIssuance }
func reissued(in *Input) { in.Remembered.ObservedReissue = true }

// policyCase is an input and the decision about it.
type policyCase struct {
	in     Input
	reason Reason
	notice Notice
}

func testDecide(t *testing.T, cases map[string]policyCase) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, want := Decide(c.in), (Decision{c.reason, c.notice}); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestDecide_Triggers(t *testing.T) {
	t.Parallel()
	unknown := func(in *Input) { in.After.Triggers.HasUnknown = true }
	testDecide(t, map[string]policyCase{
		"unchanged":                   {in: inputWith()},
		"changed":                     {in: inputWith(triggers("one", "two")), reason: TriggersChanged},
		"emptied":                     {in: inputWith(triggers("one", "{}"))},
		"set after an empty map":      {in: inputWith(triggers("{}", "one"))},
		"set for the first time":      {in: inputWith(triggers("", "one"))},
		"removed":                     {in: inputWith(triggers("one", ""))},
		"never set":                   {in: inputWith(triggers("", ""))},
		"changed with an open window": {in: inputWith(triggers("one", "two"), onDay(70)), reason: TriggersChanged},
		"changed, the certificate is not issued": {
			in:     inputWith(triggers("one", "two"), func(in *Input) { in.Certificate.IsIssued = false }),
			reason: NotIssued,
		},
		"changed after a renewal by TigerTrust":   {in: inputWith(triggers("one", "two"), reissued), reason: TriggersChanged, notice: alreadyRenewed},
		"unchanged after a renewal by TigerTrust": {in: inputWith(reissued)},
		"one value unknown":                       {in: inputWith(triggers("one", "two"), unknown), reason: UnknownUntilApply},
		"all unknown":                             {in: inputWith(triggers("one", ""), unknown), reason: UnknownUntilApply},
		"unknown for the first time":              {in: inputWith(triggers("", ""), unknown)},
	})
}

func TestDecide_Attribute(t *testing.T) {
	t.Parallel()
	due := inputWith(triggers("one", "two"), onDay(70))
	added, removed, unknown := due, due, due
	added.Before, removed.After = Settings{}, Settings{}
	unknown.After = Settings{IsSet: true, IsUnknown: true}
	testDecide(t, map[string]policyCase{
		"never set":                {in: Input{Certificate: due.Certificate, Remembered: due.Remembered}, reason: NotConfigured},
		"added":                    {in: added, reason: NotConfigured},
		"removed":                  {in: removed, reason: NotConfigured},
		"unknown":                  {in: unknown, reason: UnknownUntilApply},
		"window unknown":           {in: inputWith(func(in *Input) { in.After.Window = Window{IsUnknown: true} }), reason: UnknownUntilApply},
		"method changed":           {in: inputWith(method(tigertrust.RenewByAPI))},
		"deploy_after_renewal set": {in: inputWith(func(in *Input) { in.After.DeployAfterRenewal = new(bool) })},
	})
}

func TestDecide_Window(t *testing.T) {
	t.Parallel()
	const second = 1.0 / 24 / 60 / 60
	testDecide(t, map[string]policyCase{
		"a day before it opens":      {in: inputWith(onDay(59))},
		"exactly 30 days remain":     {in: inputWith(onDay(60))},
		"a second less remains":      {in: inputWith(onDay(60 + second)), reason: WindowOpen, notice: planRenews},
		"the certificate expired":    {in: inputWith(onDay(100)), reason: WindowOpen, notice: planRenews},
		"no window":                  {in: inputWith(onDay(100), window(0))},
		"never evaluated":            {in: inputWith(window(math.MaxInt64), valid(time.Time{}, after(90)), neverEvaluated)},
		"widened by this plan":       {in: inputWith(func(in *Input) { in.After.Window.MinDaysRemaining = 60 }), reason: WindowOpen, notice: planRenews},
		"narrowed by this plan":      {in: inputWith(onDay(70), func(in *Input) { in.After.Window.MinDaysRemaining = 10 })},
		"open, TigerTrust renewed":   {in: inputWith(onDay(70), renewed, valid(after(65), after(155)))},
		"a day shorter than granted": {in: inputWith(onDay(1+second), window(89)), reason: WindowOpen, notice: planRenews},
		"as long as granted":         {in: inputWith(onDay(70), window(90)), notice: windowTooLarge},
		"longer than granted":        {in: inputWith(onDay(70), window(365)), notice: windowTooLarge},
		"granted a second less":      {in: inputWith(onDay(70), window(90), valid(after(0), after(90-second))), notice: windowTooLarge},
		"too long, triggers changed": {in: inputWith(window(90), triggers("one", "two")), reason: TriggersChanged, notice: windowTooLarge},
		"too long, attribute added":  {in: inputWith(window(90), func(in *Input) { in.Before = Settings{} }), reason: NotConfigured, notice: windowTooLarge},
		"expiry unknown":             {in: inputWith(onDay(70), valid(after(0), time.Time{})), notice: validityUnknown},
		"start unknown":              {in: inputWith(onDay(70), valid(time.Time{}, after(90))), reason: WindowOpen, notice: planRenews},
		"start unknown, huge window": {in: inputWith(window(math.MaxInt64), valid(time.Time{}, after(90))), reason: WindowOpen, notice: planRenews},
	})
}

// The window of a share opens as soon as less of the validity period remains, to
// the second.
func TestDecide_PercentWindow(t *testing.T) {
	t.Parallel()
	const second = 1.0 / 24 / 60 / 60
	for _, days := range []float64{1, 6, 47, 90, 365} {
		for _, share := range []int64{1, 33, 50, 99} {
			opens := days * (1 - float64(share)/100)
			validFor := valid(after(0), after(days))
			testDecide(t, map[string]policyCase{
				fmt.Sprintf("%d percent of %g days, not less remains", share, days): {in: inputWith(percent(share), validFor, onDay(opens-second))},
				fmt.Sprintf("%d percent of %g days, less remains", share, days):     {in: inputWith(percent(share), validFor, onDay(opens+2*second)), reason: WindowOpen, notice: planRenews},
			})
		}
	}
	testDecide(t, map[string]policyCase{
		"exactly the share remains":   {in: inputWith(percent(50), onDay(45))},
		"a second less remains":       {in: inputWith(percent(50), onDay(45+second)), reason: WindowOpen, notice: planRenews},
		"shares are whole seconds":    {in: inputWith(percent(50), valid(after(0), after(3*second)), onDay(2*second))},
		"expired":                     {in: inputWith(percent(33), onDay(100)), reason: WindowOpen, notice: planRenews},
		"replaces a window of days":   {in: inputWith(onDay(70), func(in *Input) { in.After.Window = Window{MinPercentRemaining: 10} })},
		"start unknown":               {in: inputWith(percent(33), onDay(80), valid(time.Time{}, after(90))), notice: validityUnknown},
		"expiry unknown":              {in: inputWith(percent(33), onDay(80), valid(after(0), time.Time{})), notice: validityUnknown},
		"ends before it starts":       {in: inputWith(percent(33), onDay(80), valid(after(90), after(0))), notice: validityUnknown},
		"no expiry (year 9999)":       {in: inputWith(percent(99), onDay(80), valid(after(0), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)))},
		"open, TigerTrust renewed":    {in: inputWith(percent(33), onDay(70), renewed, valid(after(65), after(155)))},
		"renewed for a shorter time":  {in: inputWith(percent(33), onDay(92), renewed, valid(after(90), after(96)))},
		"of the shorter time is left": {in: inputWith(percent(33), onDay(95), renewed, valid(after(90), after(96))), reason: WindowOpen, notice: planRenews},
	})
}

// After an apply the next plan must not renew a second time for the same reason.
// Each group is a row of the table in ARCHITECTURE.md.
func TestDecide_AfterOutcome(t *testing.T) {
	t.Parallel()
	saved, notSaved := triggers("two", "two"), triggers("one", "two")
	byTriggers := func(outcome Outcome) change {
		return submitted(Submitted{Reason: TriggersChanged, Triggers: "two", Outcome: outcome})
	}
	byWindow := func(outcome Outcome) change {
		return submitted(Submitted{Reason: WindowOpen, Triggers: "one", Outcome: outcome})
	}
	underAnotherID := submitted(Submitted{Reason: TriggersChanged, Triggers: "two", RenewedAs: "1002"})
	testDecide(t, map[string]policyCase{
		"renewed/triggers": {in: inputWith(saved, renewed)},
		"renewed/window":   {in: inputWith(onDay(70), renewed, valid(after(61), after(151)))},

		"pending/triggers":                 {in: inputWith(saved, byTriggers(outcomePending))},
		"pending/triggers, set back":       {in: inputWith(triggers("two", "one"), byTriggers(outcomePending)), reason: TriggersChanged},
		"pending/triggers, window open":    {in: inputWith(saved, onDay(61.5), byTriggers(outcomePending)), reason: AwaitingRenewal, notice: renewalPending},
		"pending/window":                   {in: inputWith(onDay(61.9), byWindow(outcomePending)), reason: AwaitingRenewal, notice: renewalPending},
		"pending/window, a day later":      {in: inputWith(onDay(62), byWindow(outcomePending)), reason: WindowOpen, notice: planRenews},
		"pending/window, soon expired":     {in: inputWith(onDay(61.5), byWindow(outcomePending), valid(time.Time{}, after(63))), reason: AwaitingRenewal, notice: renewalPending},
		"pending/window, half a day left":  {in: inputWith(onDay(61.3), byWindow(outcomePending), valid(time.Time{}, after(61.5))), reason: WindowOpen, notice: planRenews},
		"pending/window, expired":          {in: inputWith(onDay(61.03), byWindow(outcomePending), valid(after(0), after(60))), reason: AwaitingRenewal, notice: renewalPending},
		"pending/window, expired an hour":  {in: inputWith(onDay(61.05), byWindow(outcomePending), valid(after(0), after(60))), reason: WindowOpen, notice: planRenews},
		"pending/window, triggers changed": {in: inputWith(onDay(61.5), notSaved, byWindow(outcomePending)), reason: TriggersChanged},
		"pending/window, another method":   {in: inputWith(onDay(61.5), byWindow(outcomePending), method(tigertrust.RenewByAPI)), reason: WindowOpen, notice: planRenews},
		"pending/finished":                 {in: inputWith(onDay(63), saved, byTriggers(outcomePending), renewed, valid(after(62), after(152)))},

		"refused/triggers": {in: inputWith(notSaved), reason: TriggersChanged},
		"refused/window":   {in: inputWith(onDay(61)), reason: WindowOpen, notice: planRenews},

		"failed/triggers":           {in: inputWith(notSaved, byTriggers(outcomeFailed)), reason: TriggersChanged},
		"failed/triggers, set back": {in: inputWith(byTriggers(outcomeFailed))},
		"failed/window":             {in: inputWith(onDay(61), byWindow(outcomeFailed)), reason: WindowOpen, notice: planRenews},
		"failed/renewed late":       {in: inputWith(notSaved, byTriggers(outcomeFailed), renewed)},

		"unknown/triggers":     {in: inputWith(notSaved, byTriggers(outcomeUnknown)), reason: TriggersChanged},
		"unknown/window":       {in: inputWith(onDay(61), byWindow(outcomeUnknown)), reason: WindowOpen, notice: planRenews},
		"unknown/renewed late": {in: inputWith(notSaved, byTriggers(outcomeUnknown), renewed)},

		"tolerated/outcome unknown":           {in: inputWith(saved, byTriggers(outcomeUnknown)), reason: TriggeredRenewalFailed},
		"tolerated/outcome unknown, renewed":  {in: inputWith(saved, byTriggers(outcomeUnknown), renewed)},
		"tolerated/outcome unknown, set back": {in: inputWith(triggers("two", "one"), byTriggers(outcomeUnknown)), reason: TriggersChanged},

		"failed later/triggers":                   {in: inputWith(saved, byTriggers(outcomeFailed)), reason: TriggeredRenewalFailed},
		"failed later/triggers, reissue observed": {in: inputWith(saved, byTriggers(outcomeFailed), reissued), reason: TriggeredRenewalFailed, notice: alreadyRenewed},
		"failed later/triggers, renewed late":     {in: inputWith(saved, byTriggers(outcomeFailed), renewed)},
		"failed later/window":                     {in: inputWith(onDay(62), byWindow(outcomeFailed)), reason: WindowOpen, notice: planRenews},

		"under another id/triggers":           {in: inputWith(notSaved, underAnotherID), notice: renewedUnderAnotherID},
		"under another id/triggers, saved":    {in: inputWith(saved, underAnotherID), notice: renewedUnderAnotherID},
		"under another id/triggers changed":   {in: inputWith(triggers("one", "three"), underAnotherID), reason: TriggersChanged},
		"under another id/renewed after all":  {in: inputWith(saved, underAnotherID, renewed)},
		"under another id/attribute removed":  {in: inputWith(saved, underAnotherID, func(in *Input) { in.After = Settings{} }), reason: NotConfigured},
		"under another id/window too large":   {in: inputWith(saved, underAnotherID, window(90)), notice: renewedUnderAnotherID},
		"under another id/window, not open":   {in: inputWith(onDay(10), submitted(Submitted{Reason: WindowOpen, RenewedAs: "1002"})), notice: renewedUnderAnotherID},
		"under another id/triggers, set back": {in: inputWith(underAnotherID)},
		"under another id/window": {
			in:     inputWith(onDay(80), submitted(Submitted{Reason: WindowOpen, RenewedAs: "1002"})),
			reason: AwaitingRenewal, notice: renewedUnderAnotherID,
		},

		"still due/the same day":   {in: inputWith(onDay(61.9), byWindow(outcomeStillDue)), reason: RenewedButDue, notice: stillDue},
		"still due/a day later":    {in: inputWith(onDay(62), byWindow(outcomeStillDue)), reason: WindowOpen, notice: planRenews},
		"still due/another method": {in: inputWith(onDay(61.9), byWindow(outcomeStillDue), method(tigertrust.RenewByAPI)), reason: WindowOpen, notice: planRenews},
		"still due/reissued":       {in: inputWith(onDay(61.9), byWindow(outcomeStillDue), renewed), reason: WindowOpen, notice: planRenews},
	})
}

func TestDecide_CSR(t *testing.T) {
	t.Parallel()
	csr := func(in *Input) { in.Before.Method, in.After.Method = tigertrust.RenewByCSR, tigertrust.RenewByCSR }
	pending := submitted(Submitted{Reason: WindowOpen, Method: tigertrust.RenewByCSR, Triggers: "one"})
	testDecide(t, map[string]policyCase{
		"due":                           {in: inputWith(csr, onDay(61)), reason: WindowOpen, notice: planRenews},
		"pending for weeks":             {in: inputWith(csr, onDay(89), pending), reason: AwaitingRenewal, notice: renewalPending},
		"pending, triggers changed":     {in: inputWith(csr, onDay(89), pending, triggers("one", "two")), reason: TriggersChanged},
		"pending, method changed":       {in: inputWith(onDay(62), pending), reason: WindowOpen, notice: planRenews},
		"finished":                      {in: inputWith(csr, onDay(70), pending, renewed, valid(after(69), after(159)))},
		"finished, next window is open": {in: inputWith(csr, onDay(150), pending, renewed, valid(after(69), after(159))), reason: WindowOpen, notice: planRenews},
	})
}

func TestDecision_ShowsInPlan(t *testing.T) {
	t.Parallel()
	for reason, want := range map[Reason]struct{ renews, leavesUnknown bool }{
		NotDue:                 {},
		NotConfigured:          {},
		NotIssued:              {},
		AwaitingRenewal:        {},
		RenewedButDue:          {},
		UnknownUntilApply:      {leavesUnknown: true},
		TriggersChanged:        {renews: true, leavesUnknown: true},
		TriggeredRenewalFailed: {renews: true, leavesUnknown: true},
		WindowOpen:             {renews: true, leavesUnknown: true},
	} {
		decision := Decision{Reason: reason}
		if decision.LeavesOutputsUnknown() != want.leavesUnknown {
			t.Errorf("%q: the outputs are left unknown: %t", reason, !want.leavesUnknown)
		}
		if stored := decision.Planned().Reason; stored.Renews() != want.renews {
			t.Errorf("%q: the apply gets %q", reason, stored)
		}
	}
}

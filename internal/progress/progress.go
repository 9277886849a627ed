// Package progress reports the waits of an action to its user. Resources have no
// such channel: Terraform itself reports that they are still being created or
// modified.
package progress

import (
	"context"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
)

// interval is the time between two reports of the same wait.
const interval = 10 * time.Second

// Reporter reports a wait, such as one for "certificate 5 to be issued", and
// how long it has lasted.
type Reporter func(awaited string, waited time.Duration)

type reporterKey struct{}

// WithReporter returns a context in which every wait is reported: at its start,
// and about every ten seconds.
func WithReporter(ctx context.Context, reporter Reporter) context.Context {
	return context.WithValue(ctx, reporterKey{}, reporter)
}

// Wait is one wait that is reported. Its methods run in the goroutine that
// waits, so nothing is reported once the wait is over.
type Wait struct {
	reporter    Reporter
	clock       clock.Clock
	awaited     string
	begun, next time.Time
}

// NewWait returns a wait that begins now. It is only reported if ctx comes from
// [WithReporter].
func NewWait(ctx context.Context, clock clock.Clock, awaited string) *Wait {
	reporter, _ := ctx.Value(reporterKey{}).(Reporter)
	now := clock.Now()
	return &Wait{reporter: reporter, clock: clock, awaited: awaited, begun: now, next: now}
}

// Report reports the wait if a report is due and ctx has not ended.
func (w *Wait) Report(ctx context.Context) {
	now := w.clock.Now()
	if w.reporter == nil || ctx.Err() != nil || now.Before(w.next) {
		return
	}
	waited := now.Sub(w.begun)
	if w.next.Equal(w.begun) {
		waited = 0 // the first report announces the wait, however long the attempt before it took
	}
	w.next = now.Add(interval)
	w.reporter(w.awaited, waited)
}

package poll

import (
	"context"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
)

// reportInterval is the time between two reports of one wait.
const reportInterval = 10 * time.Second

// Reporter is told what is waited for, as [Until] has it, and how long the wait
// has lasted.
type Reporter func(what string, waited time.Duration)

type progressKey struct{}

// WithReporter returns a context under which every wait is reported: when it
// begins, and every ten seconds or so. It is called by who waits, so never
// after [Until] has returned, and not once the context has ended.
func WithReporter(ctx context.Context, progress Reporter) context.Context {
	return context.WithValue(ctx, progressKey{}, progress)
}

// progressReporter reports one wait.
type progressReporter struct {
	progress    Reporter
	clock       clock.Clock
	what        string
	begun, next time.Time
}

func newProgressReporter(ctx context.Context, clock clock.Clock, what string) *progressReporter {
	progress, _ := ctx.Value(progressKey{}).(Reporter)
	now := clock.Now()
	return &progressReporter{progress: progress, clock: clock, what: what, begun: now, next: now}
}

func (t *progressReporter) report(ctx context.Context) {
	now := t.clock.Now()
	if t.progress == nil || ctx.Err() != nil || now.Before(t.next) {
		return
	}
	t.next = now.Add(reportInterval)
	t.progress(t.what, now.Sub(t.begun))
}

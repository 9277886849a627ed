package await

import (
	"context"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
)

// tellEvery is the time between two reports of one wait.
const tellEvery = 10 * time.Second

// Progress is told what is waited for, as [Until] has it, and how long the wait
// has lasted.
type Progress func(what string, waited time.Duration)

type progressKey struct{}

// WithProgress returns a context under which every wait is reported: when it
// begins, and every ten seconds or so. It is called by who waits, so never
// after [Until] has returned, and not once the context has ended.
func WithProgress(ctx context.Context, progress Progress) context.Context {
	return context.WithValue(ctx, progressKey{}, progress)
}

// teller reports one wait.
type teller struct {
	progress    Progress
	clock       clock.Clock
	what        string
	begun, next time.Time
}

func newTeller(ctx context.Context, clock clock.Clock, what string) *teller {
	progress, _ := ctx.Value(progressKey{}).(Progress)
	now := clock.Now()
	return &teller{progress: progress, clock: clock, what: what, begun: now, next: now}
}

func (t *teller) tell(ctx context.Context) {
	now := t.clock.Now()
	if t.progress == nil || ctx.Err() != nil || now.Before(t.next) {
		return
	}
	t.next = now.Add(tellEvery)
	t.progress(t.what, now.Sub(t.begun))
}

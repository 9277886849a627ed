package timelimit

import (
	"context"
	"fmt"
	"time"
)

// Limit is the time limit of one operation.
type Limit struct {
	// Setting is the attribute that it comes from, such as timeouts.create.
	Setting  string
	Duration time.Duration
	Deadline time.Time
}

// From returns the limit of what begins at a time.
func From(begun time.Time, setting string, duration time.Duration) Limit {
	return Limit{Setting: setting, Duration: duration, Deadline: begun.Add(duration)}
}

// Context returns a context that ends once the duration has passed, in real
// time, from now on. Its cause is then a [*PassedError].
func (l Limit) Context(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, l.Duration, &PassedError{Limit: l})
}

// PassedError ends what was not done within its limit.
type PassedError struct {
	Limit Limit
}

func (e *PassedError) Error() string {
	return fmt.Sprintf("not done within %s, the limit in %s", e.Limit.Duration, e.Limit.Setting)
}

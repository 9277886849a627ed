package poll

import (
	"context"
	"fmt"
	"time"
)

// Deadline is the time limit of one operation.
type Deadline struct {
	// Setting is the attribute that it comes from, such as timeouts.create.
	Setting  string
	Duration time.Duration
	Time     time.Time
}

// NewDeadline returns the limit of what begins at a time.
func NewDeadline(begun time.Time, setting string, duration time.Duration) Deadline {
	return Deadline{Setting: setting, Duration: duration, Time: begun.Add(duration)}
}

// Context returns a context that ends once the duration has passed, in real
// time, from now on. Its cause is then a [*DeadlineError].
func (l Deadline) Context(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, l.Duration, &DeadlineError{Deadline: l})
}

// DeadlineError ends what was not done within its limit.
type DeadlineError struct {
	Deadline Deadline
}

func (e *DeadlineError) Error() string {
	return fmt.Sprintf("not done within %s, the limit in %s", e.Deadline.Duration, e.Deadline.Setting)
}

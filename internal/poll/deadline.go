package poll

import (
	"context"
	"fmt"
	"time"
)

// Deadline is the time limit of an operation.
type Deadline struct {
	// Setting is the attribute that sets the limit, such as timeouts.create. It
	// is empty for limits that are not configurable.
	Setting  string
	Duration time.Duration
	Time     time.Time
}

// NewDeadline returns the deadline of an operation that starts at a given time.
func NewDeadline(start time.Time, setting string, duration time.Duration) Deadline {
	return Deadline{Setting: setting, Duration: duration, Time: start.Add(duration)}
}

// Context returns a context that ends after the duration of the deadline, in
// real time. Its cause is then a [*DeadlineError].
func (d Deadline) Context(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, d.Duration, &DeadlineError{Deadline: d})
}

// HasPassed reports whether the deadline has passed at a given time.
func (d Deadline) HasPassed(now time.Time) bool { return !d.Time.After(now) }

// String describes the deadline in an error or a diagnostic.
func (d Deadline) String() string {
	if d.Setting == "" {
		return d.Duration.String()
	}
	return fmt.Sprintf("%s (%s)", d.Duration, d.Setting)
}

// DeadlineError is the error of an operation that did not end before its
// deadline.
type DeadlineError struct {
	Deadline Deadline
	// Last is the error of the last attempt, nil if the attempt succeeded or if
	// there was none.
	Last error
}

func (e *DeadlineError) Error() string {
	text := "timed out after " + e.Deadline.String()
	if e.Last != nil {
		text += "; the last error was: " + e.Last.Error()
	}
	return text
}

// Unwrap returns the error of the last attempt.
func (e *DeadlineError) Unwrap() error { return e.Last }

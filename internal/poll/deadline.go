package poll

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
)

// finalTime is how long an operation may continue after its deadline: long enough
// for one last look at the result of a request that was lost.
const finalTime = time.Second

// Deadline is the time limit of an operation. It limits all of it: waiting for
// locks, every request with its retries, and every wait.
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

// Context returns the context of the whole operation. It ends a second after the
// deadline, so that the operation can still find out what a request at the deadline
// has done. Its cause is then a [*DeadlineError].
func (d Deadline) Context(ctx context.Context, clock clock.Clock) (context.Context, context.CancelFunc) {
	return clock.WithTimeout(ctx, d.Time.Sub(clock.Now())+finalTime, &DeadlineError{Deadline: d})
}

// WriteContext returns the context of a request that must not take effect twice. It
// ends at the deadline. Its cause is then a [*DeadlineError].
func (d Deadline) WriteContext(ctx context.Context, clock clock.Clock) (context.Context, context.CancelFunc) {
	return clock.WithTimeout(ctx, d.Time.Sub(clock.Now()), &DeadlineError{Deadline: d})
}

// Within returns the deadline, or a time limit from now if that is earlier. The
// limit is not configurable.
func (d Deadline) Within(now time.Time, limit time.Duration) Deadline {
	if limit < d.Time.Sub(now) {
		return NewDeadline(now, "", limit)
	}
	return d
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

// Is reports whether target is [context.DeadlineExceeded].
func (e *DeadlineError) Is(target error) bool { return target == context.DeadlineExceeded }

// After returns the error for an operation whose last attempt failed with an error.
// The API client calls it for the cause of a context.
func (e *DeadlineError) After(last error) error {
	return &DeadlineError{Deadline: e.Deadline, Last: lastOf(last)}
}

// lastOf returns the error of an attempt, without a deadline that ended it.
func lastOf(err error) error {
	var deadline *DeadlineError
	if errors.As(err, &deadline) {
		return deadline.Last
	}
	return err
}

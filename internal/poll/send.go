package poll

import (
	"context"
	"errors"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Request is a POST whose response may get lost.
type Request[T any] struct {
	Deadline Deadline
	// Awaited describes the result while it is searched for, such as
	// "certificate 5 to be revoked".
	Awaited string
	// Send sends the request once.
	Send func(context.Context) (T, error)
	// Find returns the result of the request, if it finds one. It is nil if the
	// API does not show the result.
	Find func(context.Context) (result T, found bool, err error)
	// Repeatable means that the request takes effect once, however often it is
	// sent. It is then sent until the deadline instead of at most twice.
	Repeatable bool
}

// Result is the outcome of a [Request].
type Result[T any] struct {
	// Value is the result, as it was returned or found.
	Value T
	// Lost is the error of the last request whose response was lost. It is nil
	// if every response arrived.
	Lost error
	// Found reports whether Value was found after its response was lost.
	Found bool
	// Requests is the number of requests that were sent.
	Requests int
}

// UnknownOutcomeError means that a request may or may not have taken effect.
type UnknownOutcomeError struct {
	// Lost is the error of the last request whose response was lost.
	Lost error
	// Search is why the search for the result failed. It is nil if the search
	// succeeded and found nothing.
	Search error
}

func (e *UnknownOutcomeError) Error() string { return e.Lost.Error() }

// Unwrap returns the error of the last request whose response was lost.
func (e *UnknownOutcomeError) Unwrap() error { return e.Lost }

// How often a request that is not repeatable is sent: the second number applies
// while a rate limit rejects it.
const (
	maxRequests          = 2
	maxThrottledRequests = 7
)

// SendOrFind sends a request. If the response is lost, it searches for the
// result. If the search succeeds and finds nothing, it sends the request once
// more, unless the deadline has passed or ctx has ended. If the second response
// is lost as well, it searches again. A request that a rate limit
// rejects is sent up to seven times, with a search after each.
//
// The error is an [*UnknownOutcomeError], or that of a request that did not take
// effect.
func SendOrFind[T any](ctx context.Context, clock clock.Clock, request Request[T]) (Result[T], error) {
	var (
		result     Result[T]
		unreadable int
	)
	for {
		value, err := request.send(ctx, clock)
		result.Requests++
		if !tigertrust.IsOutcomeUnknown(err) {
			result.Value = value
			return result, err
		}
		result.Lost = err
		if isUnreadable(err) {
			unreadable++
		}
		searchErr := request.search(ctx, clock, &result)
		switch {
		case result.Found:
			return result, nil
		case searchErr != nil,
			!request.Repeatable && result.Requests >= maxRequestsAfter(err),
			unreadable >= maxUnreadable,
			request.Deadline.HasPassed(clock.Now()),
			ctx.Err() != nil:
			return result, &UnknownOutcomeError{Lost: request.explain(clock, result.Lost), Search: searchErr}
		}
	}
}

// explain adds the deadline to the error of a lost response if a setting leaves no
// time to find out more.
func (r *Request[T]) explain(clock clock.Clock, lost error) error {
	var known *DeadlineError
	if r.Deadline.Setting == "" || errors.As(lost, &known) || !r.Deadline.HasPassed(clock.Now()) {
		return lost
	}
	return &DeadlineError{Deadline: r.Deadline, Last: lost}
}

func maxRequestsAfter(lost error) int {
	if isThrottled(lost) {
		return maxThrottledRequests
	}
	return maxRequests
}

// isThrottled reports whether a rate limit rejected the request.
func isThrottled(err error) bool {
	var apiErr *tigertrust.Error
	return errors.As(err, &apiErr) && apiErr.IsThrottled
}

func (r *Request[T]) send(ctx context.Context, clock clock.Clock) (T, error) {
	ctx, cancel := r.Deadline.WriteContext(ctx, clock)
	defer cancel()
	return r.Send(ctx)
}

func (r *Request[T]) search(ctx context.Context, clock clock.Clock, result *Result[T]) error {
	if r.Find == nil {
		return nil
	}
	deadline := r.Deadline
	if r.Repeatable {
		// Sending the request again is faster than a long search.
		deadline = deadline.Within(clock.Now(), windowAfterError)
	}
	var err error
	result.Found, err = Search(ctx, clock, deadline, r.Awaited, result.Lost, func(ctx context.Context) (found bool, err error) {
		result.Value, found, err = r.Find(ctx)
		return found, err
	})
	return err
}

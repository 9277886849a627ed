package tigertrust

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// maxAnswerBytes is where reading an answer stops. A page of 100 certificates
// is about 100 kB.
const maxAnswerBytes = 32 << 20

// ResponseTooLargeError is returned when an answer has more than 32 MiB.
type ResponseTooLargeError struct{}

func (ResponseTooLargeError) Error() string {
	return fmt.Sprintf("the answer is larger than %d MiB and was not read", maxAnswerBytes>>20)
}

// attemptState is what the links of the chain know about the call that a request
// belongs to. It travels in the request's context.
type attemptState struct {
	// timeout limits one attempt, answer included.
	timeout time.Duration
	// uncancelled lets an attempt that has begun run to its end, time limit
	// aside, even when the caller's context is cancelled: a POST that was sent
	// is done, and only its answer tells what came of it.
	uncancelled bool
	// repeatable is set for requests that may be sent again although an
	// earlier attempt may have done its work.
	repeatable bool
	// attempt counts the attempts so far.
	attempt int
}

type exchangeKey struct{}

func withAttemptState(ctx context.Context, e *attemptState) context.Context {
	return context.WithValue(ctx, exchangeKey{}, e)
}

func attemptStateOf(ctx context.Context) *attemptState {
	e, ok := ctx.Value(exchangeKey{}).(*attemptState)
	if !ok {
		return &attemptState{}
	}
	return e
}

// attemptLink runs one HTTP exchange to its end: it reads the whole answer
// within the time and size limits, so that a connection that breaks in the
// middle of an answer is an error of the exchange like any other.
type attemptLink struct {
	next http.RoundTripper
}

func (l *attemptLink) RoundTrip(request *http.Request) (*http.Response, error) {
	current := attemptStateOf(request.Context())
	ctx := request.Context()
	if current.uncancelled {
		ctx = context.WithoutCancel(ctx)
	}
	if current.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, current.timeout,
			&TimeoutError{After: current.timeout})
		defer cancel()
	}

	response, err := l.next.RoundTrip(request.WithContext(ctx))
	if err != nil {
		return nil, causeOf(ctx, err)
	}
	body, err := readLimited(response.Body)
	if err != nil {
		return nil, causeOf(ctx, err)
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

// TimeoutError is returned when one exchange took longer than its limit. What
// was asked for may have been done all the same.
type TimeoutError struct {
	// After is the limit that passed.
	After time.Duration
}

func (e *TimeoutError) Error() string { return fmt.Sprintf("no complete answer within %s", e.After) }

func causeOf(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

func readLimited(body io.ReadCloser) ([]byte, error) {
	defer func() { _ = body.Close() }()
	content, err := io.ReadAll(io.LimitReader(body, maxAnswerBytes+1))
	if err != nil {
		return nil, fmt.Errorf("the answer broke off: %w", err)
	}
	if len(content) > maxAnswerBytes {
		return nil, ResponseTooLargeError{}
	}
	return content, nil
}

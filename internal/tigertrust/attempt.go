package tigertrust

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// maxResponseBytes limits the size of a response body. A page of 100
// certificates is about 100 kB.
const maxResponseBytes = 32 << 20

// ResponseTooLargeError is returned for a response of more than 32 MiB.
type ResponseTooLargeError struct{}

func (ResponseTooLargeError) Error() string {
	return fmt.Sprintf("the response is larger than %d MiB and was not read", maxResponseBytes>>20)
}

// TimeoutError is returned when an attempt exceeds its time limit. The server may
// have carried out the request.
type TimeoutError struct {
	// After is the time limit.
	After time.Duration
}

func (e *TimeoutError) Error() string { return fmt.Sprintf("no complete response within %s", e.After) }

// attemptLink sends one request and reads the whole response within the time
// and size limits. A connection that breaks while the body is read is an error
// of the attempt like any other.
type attemptLink struct {
	next http.RoundTripper
}

func (l *attemptLink) RoundTrip(request *http.Request) (*http.Response, error) {
	ctx := request.Context()
	timeout, began := callStateOf(ctx).timeout, time.Now()
	if request.Method == http.MethodPost {
		var cancel context.CancelFunc
		ctx, cancel = withoutInterrupt(ctx)
		defer cancel()
	}
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, &TimeoutError{After: timeout})
	defer cancel()

	ctx, connection := traceConnection(ctx)
	response, err := l.next.RoundTrip(request.WithContext(ctx))
	if err != nil {
		err = attemptError(request.Context(), ctx, err, began)
		if connection.isMissing() {
			err = &NotSentError{Err: throughProxy(callStateOf(ctx).proxy, err)}
		}
		return nil, err
	}
	body, err := readLimited(response.Body)
	if err != nil {
		return nil, attemptError(request.Context(), ctx, err, began)
	}
	response.Body = newMemoryBody(body)
	return response, nil
}

// withoutInterrupt returns a context that a time limit of ctx ends, but not an
// interrupt: once a POST is sent, cancelling it would only lose the response.
func withoutInterrupt(ctx context.Context) (context.Context, context.CancelFunc) {
	uninterrupted, end := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		if cause := context.Cause(ctx); errors.Is(cause, context.DeadlineExceeded) {
			end(cause)
		}
	})
	return uninterrupted, func() {
		stop()
		end(nil)
	}
}

// cutOffError is the error of an attempt that was in progress when the time limit
// of the call ended it. The server may have carried out the request.
type cutOffError struct {
	cause error
	// after is how long the attempt had lasted.
	after time.Duration
}

func (e *cutOffError) Error() string { return e.cause.Error() }

func (e *cutOffError) Unwrap() error { return e.cause }

// attemptError returns the cause of the context of an attempt that failed, or err
// if that has not ended.
func attemptError(call, attempt context.Context, err error, began time.Time) error {
	cause := context.Cause(attempt)
	switch limit := context.Cause(call); {
	case cause == nil:
		return err
	case errors.Is(limit, context.DeadlineExceeded) && errors.Is(cause, limit):
		return &cutOffError{cause: cause, after: time.Since(began)}
	default:
		return cause
	}
}

// memoryBody is a body that was read completely. Links that need it do not copy it.
type memoryBody struct {
	*bytes.Reader
	content []byte
}

func newMemoryBody(content []byte) *memoryBody {
	return &memoryBody{Reader: bytes.NewReader(content), content: content}
}

// Close does nothing.
func (*memoryBody) Close() error { return nil }

// contentOf returns the body of a response, which can still be read.
func contentOf(response *http.Response) ([]byte, error) {
	if body, ok := response.Body.(*memoryBody); ok {
		return body.content, nil
	}
	content, err := io.ReadAll(response.Body)
	response.Body = newMemoryBody(content)
	return content, err
}

func readLimited(body io.ReadCloser) ([]byte, error) {
	defer func() { _ = body.Close() }()
	content, err := io.ReadAll(io.LimitReader(body, maxResponseBytes+1))
	if err != nil {
		return nil, fmt.Errorf("incomplete response: %w", err)
	}
	if len(content) > maxResponseBytes {
		return nil, ResponseTooLargeError{}
	}
	return content, nil
}

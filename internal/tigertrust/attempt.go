package tigertrust

import (
	"bytes"
	"context"
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
	timeout := callStateOf(ctx).timeout
	if request.Method == http.MethodPost {
		// Once a POST is sent, cancelling it would only lose the response.
		ctx = context.WithoutCancel(ctx)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, &TimeoutError{After: timeout})
	defer cancel()

	ctx, connection := traceConnection(ctx)
	response, err := l.next.RoundTrip(request.WithContext(ctx))
	if err != nil {
		err = causeOf(ctx, err)
		if connection.isMissing() {
			err = &NotSentError{Err: throughProxy(callStateOf(ctx).proxy, err)}
		}
		return nil, err
	}
	body, err := readLimited(response.Body)
	if err != nil {
		return nil, causeOf(ctx, err)
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

// causeOf returns why ctx ended, or err if it did not end.
func causeOf(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
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

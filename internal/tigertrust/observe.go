package tigertrust

import (
	"context"
	"net/http"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
)

// Attempt describes one HTTP exchange, without its headers and bodies.
type Attempt struct {
	// Method and Path are those of the request; the query is left out.
	Method string
	Path   string
	// Number counts the attempts of one call from 1.
	Number int
	// StatusCode is 0 when there was no answer.
	StatusCode int
	// RequestID is what the server called the request, if it did.
	RequestID string
	// Duration runs from sending to the last byte of the answer.
	Duration time.Duration
	// Err says why there was no answer.
	Err error
}

// Observer is told about every attempt after it ended.
type Observer func(ctx context.Context, attempt Attempt)

type observeLink struct {
	next     http.RoundTripper
	clock    clock.Clock
	observer Observer
}

func (l *observeLink) RoundTrip(request *http.Request) (*http.Response, error) {
	current := attemptStateOf(request.Context())
	current.attempt++
	started := l.clock.Now()
	response, err := l.next.RoundTrip(request)
	if l.observer == nil {
		return response, err
	}

	attempt := Attempt{
		Method:   request.Method,
		Path:     request.URL.Path,
		Number:   current.attempt,
		Duration: l.clock.Now().Sub(started),
		Err:      err,
	}
	if response != nil {
		attempt.StatusCode = response.StatusCode
		attempt.RequestID = requestID(response.Header)
	}
	l.observer(request.Context(), attempt)
	return response, err
}

// masked returns an observer that is told no key, which a server may mirror.
func (c *Client) masked(observer Observer) Observer {
	if observer == nil {
		return nil
	}
	return func(ctx context.Context, attempt Attempt) {
		attempt.RequestID = c.withoutKey(attempt.RequestID)
		if attempt.Err != nil {
			attempt.Err = c.maskKey(attempt.Err)
		}
		observer(ctx, attempt)
	}
}

func requestID(header http.Header) string {
	for _, name := range []string{"X-Request-Id", "X-Correlation-Id", "X-Amzn-Requestid", "Cf-Ray"} {
		if id := header.Get(name); id != "" {
			return printable(id, 100)
		}
	}
	return ""
}

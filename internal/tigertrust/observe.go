package tigertrust

import (
	"context"
	"net/http"
	"time"
)

// Attempt describes one HTTP request and its response, without headers and
// bodies. It does not contain the key.
type Attempt struct {
	// Method and Path are those of the request. The query is omitted.
	Method string
	Path   string
	// Number counts the attempts of one call from 1.
	Number int
	// StatusCode is 0 if there was no response.
	StatusCode int
	// RequestID is the id that the server assigned to the request, if any.
	RequestID string
	// Duration is the time from sending the request to the last byte of the
	// response.
	Duration time.Duration
	// Err is why there was no response.
	Err error
}

// Observer is called after each attempt, with the context of the caller.
type Observer func(ctx context.Context, attempt Attempt)

// observeLink reports each attempt to an observer.
type observeLink struct {
	client   *Client
	next     http.RoundTripper
	observer Observer
}

func (l *observeLink) RoundTrip(request *http.Request) (*http.Response, error) {
	if l.observer == nil {
		return l.next.RoundTrip(request)
	}
	started := l.client.Now()
	response, err := l.next.RoundTrip(request)
	attempt := Attempt{
		Method:   request.Method,
		Path:     request.URL.Path,
		Number:   callStateOf(request.Context()).attempts,
		Duration: l.client.Now().Sub(started),
	}
	if err != nil {
		attempt.Err = l.client.printableError(err)
	}
	if response != nil {
		attempt.StatusCode = response.StatusCode
		attempt.RequestID = l.client.requestID(response.Header)
	}
	l.observer(request.Context(), attempt)
	return response, err
}

// requestID returns the id that the server assigned to a request, if any.
func (c *Client) requestID(header http.Header) string {
	for _, name := range []string{"X-Request-Id", "X-Correlation-Id", "X-Amzn-Requestid", "Cf-Ray"} {
		if id := c.printable(header.Get(name), maxRequestIDLength); id != "" {
			return id
		}
	}
	return ""
}

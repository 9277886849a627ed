package tigertrust

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// call is one request to the API, independent of the server.
type call struct {
	method string
	// path has one element for each segment, not escaped.
	path  []string
	query url.Values
	// body is encoded as JSON. Nil sends no body.
	body any
	// timeout limits each attempt. Zero means the client's request timeout.
	timeout time.Duration
	// maxItems is how many items a list may contain, 0 if the request does not limit
	// them.
	maxItems int
	// about is the certificate that the call is about, empty if there is none.
	about ID
	// returnsCertificate is true for an operation whose response is about the
	// certificate if it contains nothing but an id.
	returnsCertificate bool
	// mustConfirm is true for an operation that an empty response with status 200
	// does not confirm: a proxy may have made it.
	mustConfirm bool
}

// callState is shared by the links of the chain that handle one call. The
// context of the request carries it.
type callState struct {
	// timeout limits each attempt, including the response body.
	timeout time.Duration
	// attempts is the number of attempts so far.
	attempts int
	// isThrottled is true if the last response was a rejection by a rate limit.
	isThrottled bool
	// proxy is the proxy of the last attempt, nil if there is none.
	proxy *url.URL
	// previous is the outcome of the attempt before, nil for the first one.
	previous *outcome
}

// outcome is the response or the error of an attempt.
type outcome struct {
	response *http.Response
	err      error
}

type callStateKey struct{}

// callStateOf returns the state of the call that ctx belongs to. Every request of
// a [Client] has one.
func callStateOf(ctx context.Context) *callState {
	state, _ := ctx.Value(callStateKey{}).(*callState)
	return state
}

// UnreadableResponseError is returned for a response that reports success, but
// does not match the API reference. The server has most likely carried out the
// request.
type UnreadableResponseError struct {
	// Host is the server's host, with the port if the endpoint contains one.
	Host string
	// Err is the reason.
	Err error
}

func (e *UnreadableResponseError) Error() string {
	return fmt.Sprintf("the response from %s reports success, but does not match the API reference: %v", e.Host, e.Err)
}

func (e *UnreadableResponseError) Unwrap() error { return e.Err }

// Reasons of an [UnreadableResponseError].
var (
	errNoBody = errors.New("the response is empty")
	errNoData = errors.New(`the response contains no "data"`)
	errNoID   = errors.New(`the response contains no "id"`)

	errHasError = errors.New(`the response contains an "error"`)
)

// IsForeign reports whether the response has nothing of the API: it is empty, is
// not JSON, or has no "data".
func (e *UnreadableResponseError) IsForeign() bool {
	var syntax *json.SyntaxError
	return errors.As(e.Err, &syntax) || errors.Is(e.Err, errNoBody) || errors.Is(e.Err, errNoData)
}

// ConnectionError is returned if no complete response arrived. For a request other
// than a GET, [NeverSent] and [IsOutcomeUnknown] report whether the server may have
// carried it out.
type ConnectionError struct {
	// Host is the server's host, with the port if the endpoint contains one.
	Host string
	// Attempts is how many times the request was sent.
	Attempts int
	// Err is the reason.
	Err error
}

func (e *ConnectionError) Error() string {
	if e.Attempts > 1 {
		return fmt.Sprintf("no response from %s (after %d attempts): %v", e.Host, e.Attempts, e.Err)
	}
	return fmt.Sprintf("no response from %s: %v", e.Host, e.Err)
}

func (e *ConnectionError) Unwrap() error { return e.Err }

// send makes the call and decodes the response body into target. The error is an
// [*Error], an [*UnreadableResponseError], a [*ConnectionError], or the cause of
// ctx.
func (c *Client) send(ctx context.Context, call call, target any) error {
	state := &callState{timeout: call.timeout}
	if state.timeout == 0 {
		state.timeout = c.requestTimeout
	}
	request, err := c.newRequest(context.WithValue(ctx, callStateKey{}, state), call)
	if err != nil {
		return err
	}

	response, err := c.http.Do(request)
	if err != nil {
		return c.connectionError(ctx, err, call.method, state)
	}
	// The attempt has already read the body into memory.
	body, err := contentOf(response)
	if err != nil {
		return err
	}
	isSuccess := response.StatusCode >= 200 && response.StatusCode <= 299
	if err := checkSize(body, call.maxItems); err != nil {
		if isSuccess {
			return c.unreadable(err)
		}
		body = nil
	}
	body, hadPrivateKey := c.filterBody(body)
	if hadPrivateKey {
		c.onPrivateKey(ctx, request.Method+" "+request.URL.Path)
	}
	if !isSuccess {
		return c.newError(call.method, response, body, state)
	}
	if target == nil {
		return c.checkBody(call, response.StatusCode, body)
	}
	if len(body) == 0 {
		return c.unreadable(errNoBody)
	}
	if err := json.Unmarshal(body, target); err != nil {
		return c.unreadable(err)
	}
	return nil
}

// checkBody accepts the body of a success response that is not used: none, or
// JSON without an error that is not about another certificate. Anything else,
// such as a login page, is not from the API.
func (c *Client) checkBody(call call, statusCode int, body []byte) error {
	if len(body) == 0 {
		if call.mustConfirm && statusCode == http.StatusOK {
			return c.unreadable(errNoBody)
		}
		return nil
	}
	var envelope struct {
		Data  json.RawMessage `json:"data"`
		Error json.RawMessage `json:"error"`
	}
	if err := json.Unmarshal(body, &envelope); err != nil {
		return c.unreadable(err)
	}
	if len(envelope.Error) > 0 && string(envelope.Error) != "null" {
		return c.unreadable(errHasError)
	}
	return c.checkSubject(call, envelope.Data)
}

// unreadable returns an [*UnreadableResponseError] with the reason err.
func (c *Client) unreadable(err error) error {
	return &UnreadableResponseError{Host: c.endpoint.Host, Err: c.printableError(err)}
}

// newRequest returns a request whose body can be sent again.
func (c *Client) newRequest(ctx context.Context, call call) (*http.Request, error) {
	segments, err := escapeSegments(call.path)
	if err != nil {
		return nil, err
	}
	target := *c.endpoint.JoinPath(segments...)
	target.RawQuery = call.query.Encode()

	var body io.Reader
	if call.body != nil {
		encoded, err := json.Marshal(call.body)
		if err != nil {
			return nil, fmt.Errorf("encoding the request: %w", err)
		}
		body = bytes.NewReader(encoded)
	}
	request, err := http.NewRequestWithContext(ctx, call.method, target.String(), body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", c.userAgent)
	request.Header.Set("X-Agent-API-Key", c.apiKey())
	if c.workspaceID != "" {
		request.Header.Set("X-Workspace-ID", c.workspaceID)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	return request, nil
}

// escapeSegments returns the segments of a path in a form that is safe to join. A
// segment that would change the path is an error, for instance an empty id.
func escapeSegments(path []string) ([]string, error) {
	escaped := make([]string, len(path))
	for i, segment := range path {
		if _, err := ParseID(segment); err != nil {
			return nil, fmt.Errorf("the path of the request after /%s %w", strings.Join(path[:i], "/"), err)
		}
		escaped[i] = url.PathEscape(segment)
	}
	return escaped, nil
}

// connectionError adds the host and the number of attempts to err, and removes
// the URL that net/http adds. It returns the cause of ctx if that ended the call
// before a POST was sent, or at any time during another request. It keeps any other
// error, even if ctx has ended in the meantime: the server may have carried out the
// request.
func (c *Client) connectionError(ctx context.Context, err error, method string, state *callState) error {
	var cutOff *cutOffError
	cause := context.Cause(ctx)
	switch {
	case cause == nil:
	case errors.As(err, &cutOff) && method == http.MethodPost:
	case errors.As(err, &cutOff), errors.Is(err, cause), errors.Is(err, ctx.Err()),
		errors.Is(err, context.DeadlineExceeded) && errors.Is(cause, context.DeadlineExceeded):
		cause = c.withLast(cause, cutOff, method, state)
		if NeverSent(err) {
			return &NotSentError{Err: cause}
		}
		return cause
	}
	return c.noResponse(err, state.attempts)
}

func (c *Client) noResponse(err error, attempts int) error {
	var urlError *url.Error
	if errors.As(err, &urlError) {
		err = urlError.Err
	}
	return &ConnectionError{Host: c.endpoint.Host, Attempts: attempts, Err: c.printableError(err)}
}

// slowAttempt is how long an attempt lasts until the missing response is worth
// reporting.
const slowAttempt = time.Second

// withLast returns the cause of the end of a context. A time limit gets the outcome
// of the attempt before, or of the one that was cut off.
func (c *Client) withLast(cause error, cutOff *cutOffError, method string, state *callState) error {
	limit, ok := cause.(interface{ After(last error) error })
	before := *state
	before.attempts--
	switch previous := state.previous; {
	case !ok:
		return cause
	case previous != nil && previous.response != nil:
		// The attempt has already read the body into memory.
		body, _ := contentOf(previous.response)
		body, _ = c.filterBody(body)
		return limit.After(c.newError(method, previous.response, body, &before))
	case previous != nil:
		return limit.After(c.noResponse(previous.err, before.attempts))
	case cutOff != nil && cutOff.after >= slowAttempt:
		return limit.After(c.noResponse(&TimeoutError{After: cutOff.after.Round(100 * time.Millisecond)}, state.attempts))
	default:
		return cause
	}
}

// fetchOne makes the call and returns the data of the response (reference,
// "Response Format"). The error is an [*UnreadableResponseError] if a success
// response contains no data.
func fetchOne[T any](ctx context.Context, c *Client, call call) (*T, error) {
	var response struct {
		Data *T `json:"data"`
	}
	if err := c.send(ctx, call, &response); err != nil {
		return nil, err
	}
	if response.Data == nil {
		return nil, c.unreadable(errNoData)
	}
	c.onSuccess()
	return response.Data, nil
}

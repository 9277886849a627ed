package tigertrust

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// call is one request to the API, not yet tied to a server.
type call struct {
	method string
	// path has one element a segment, escaped when the URL is made.
	path  []string
	query url.Values
	// body is encoded as JSON; nil sends none.
	body any
	// timeout limits an attempt; 0 means the client's request timeout.
	timeout time.Duration
}

// UnreadableResponseError is a success whose body could not be read. What was
// asked for has most likely been done.
type UnreadableResponseError struct {
	// Host is who answered.
	Host string
	// Err says what is wrong with the answer.
	Err error
}

func (e *UnreadableResponseError) Error() string {
	return fmt.Sprintf("%s answered with success, but not with what the API documents: %v", e.Host, e.Err)
}

func (e *UnreadableResponseError) Unwrap() error { return e.Err }

// What an [UnreadableResponseError] wraps where the answer lacks what was asked
// for.
var (
	errNoBody = errors.New("the answer is empty")
	errNoData = errors.New(`the answer has no "data"`)
	errNoID   = errors.New(`the answer has no positive "id"`)

	errHasError = errors.New(`the answer has an "error"`)
)

// send makes the call and decodes the whole answer into answer, unless that is
// nil. Errors are an [*Error], an [*UnreadableResponseError], or what kept the
// exchange from ending.
func (c *Client) send(ctx context.Context, call call, answer any) error {
	current := &attemptState{
		timeout:     call.timeout,
		uncancelled: call.method == http.MethodPost,
		repeatable:  call.method != http.MethodPost,
	}
	if current.timeout == 0 {
		current.timeout = c.requestTimeout
	}
	request, err := c.newRequest(withAttemptState(ctx, current), call)
	if err != nil {
		return err
	}

	response, err := c.http.Do(request)
	if err != nil {
		return c.connectionError(ctx, err, current.attempt)
	}
	// The exchange has read the body already.
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return c.newError(response, body, current.attempt)
	}
	if answer == nil {
		return c.checkDone(body)
	}
	if len(body) == 0 {
		return c.unreadable(errNoBody)
	}
	if err := json.Unmarshal(body, answer); err != nil {
		return c.unreadable(err)
	}
	return nil
}

// unreadable makes the error of a success that cannot be read. Like any text of
// the server its cause is free of the key.
func (c *Client) unreadable(err error) error {
	return &UnreadableResponseError{Host: c.endpoint.Host, Err: c.maskKey(err)}
}

// maskKey returns err, or its text without the key if that shows it.
func (c *Client) maskKey(err error) error {
	if text := err.Error(); strings.Contains(text, c.apiKey()) {
		return errors.New(c.withoutKey(text))
	}
	return err
}

// checkDone accepts a success whose body nobody needs: none, or JSON that
// tells no error. Anything else, a login page say, is not from the API.
func (c *Client) checkDone(body []byte) error {
	if len(body) == 0 {
		return nil
	}
	var envelope struct {
		Error json.RawMessage `json:"error"`
	}
	err := json.Unmarshal(body, &envelope)
	if err == nil && len(envelope.Error) > 0 && string(envelope.Error) != "null" {
		err = errHasError
	}
	if err != nil {
		return c.unreadable(err)
	}
	return nil
}

func (c *Client) newRequest(ctx context.Context, call call) (*retryablehttp.Request, error) {
	target := *c.endpoint.JoinPath(escapeSegments(call.path)...)
	target.RawQuery = call.query.Encode()

	var body any
	if call.body != nil {
		encoded, err := json.Marshal(call.body)
		if err != nil {
			return nil, fmt.Errorf("encoding the request: %w", err)
		}
		body = encoded
	}
	request, err := retryablehttp.NewRequestWithContext(ctx, call.method, target.String(), body)
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

func escapeSegments(path []string) []string {
	escaped := make([]string, len(path))
	for i, segment := range path {
		escaped[i] = url.PathEscape(segment)
	}
	return escaped
}

// connectionError names host and attempts, and leaves out the URL that
// net/http puts in front. A call that ctx ended gets its cause. One that was
// lost in another way keeps the error, also when ctx has ended meanwhile: it
// may have done its work.
func (c *Client) connectionError(ctx context.Context, err error, attempts int) error {
	cause := context.Cause(ctx)
	if cause != nil && (errors.Is(err, cause) || errors.Is(err, ctx.Err())) {
		return cause
	}
	var urlError *url.Error
	if errors.As(err, &urlError) {
		err = urlError.Err
	}
	err = c.maskKey(err)
	if attempts > 1 {
		return fmt.Errorf("no answer from %s (after %d attempts): %w", c.endpoint.Host, attempts, err)
	}
	return fmt.Errorf("no answer from %s: %w", c.endpoint.Host, err)
}

// single is the envelope of an answer about one thing.
type single[T any] struct {
	Data *T `json:"data"`
}

// fetchOne makes the call and returns the answer's data. The error is an
// [*UnreadableResponseError] when a success has none.
func fetchOne[T any](ctx context.Context, c *Client, call call) (*T, error) {
	var answer single[T]
	if err := c.send(ctx, call, &answer); err != nil {
		return nil, err
	}
	if answer.Data == nil {
		return nil, c.unreadable(errNoData)
	}
	return answer.Data, nil
}

func segment(id ID) string { return strconv.FormatInt(int64(id), 10) }

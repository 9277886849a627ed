package tigertrust

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// testAttempts checks how many times each of methods is sent by a client with two
// retries. The policy "all" means three times, "idempotent" three times except for
// POST, and "none" once.
func testAttempts(t *testing.T, policy string, client func(t *testing.T, sent *int) *Client) {
	t.Helper()
	for method, do := range methods {
		sent := 0
		err := do(t.Context(), client(t, &sent))
		want := 1
		if policy == "all" || policy == "idempotent" && !strings.HasPrefix(method, "POST") {
			want = 3
		}
		if err == nil || sent != want {
			t.Errorf("%s: sent %d times, want %d (%v)", method, sent, want, err)
		}
	}
}

func TestRetry_Statuses(t *testing.T) {
	for policy, statuses := range map[string][]int{
		"all":        {429},
		"idempotent": {408, 500, 502, 503, 504, 520, 599},
		"none":       {301, 400, 401, 403, 404, 405, 409, 410, 413, 422, 425, 501},
	} {
		for _, status := range statuses {
			t.Run(strconv.Itoa(status), func(t *testing.T) {
				testAttempts(t, policy, func(t *testing.T, sent *int) *Client {
					t.Helper()
					client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
						*sent++
						return reply(status, ""), nil
					}, withRetries(2))
					return client
				})
			})
		}
	}
}

func TestRetry_Errors(t *testing.T) {
	tests := map[string]struct {
		err    error
		policy string
	}{
		"reset":                    {&net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}, "idempotent"},
		"broken pipe":              {&net.OpError{Op: "write", Net: "tcp", Err: syscall.EPIPE}, "idempotent"},
		"closed before a response": {io.EOF, "idempotent"},
		"closed in the response":   {io.ErrUnexpectedEOF, "idempotent"},
		// Text and type of an error do not show whether the request was sent.
		"dial":        {&net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}, "idempotent"},
		"TLS timeout": {errors.New("net/http: TLS handshake timeout"), "idempotent"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			testAttempts(t, test.policy, func(t *testing.T, sent *int) *Client {
				t.Helper()
				client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
					*sent++
					return nil, test.err
				}, withRetries(2))
				return client
			})
		})
	}
}

func TestRetry_Bodies(t *testing.T) {
	endless := readFunc(func(buffer []byte) (int, error) { return len(buffer), nil })
	tests := map[string]struct {
		body   func(*http.Request) io.Reader
		policy string
	}{
		"incomplete": {func(*http.Request) io.Reader {
			return io.MultiReader(strings.NewReader(`{"data":`), readFunc(func([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }))
		}, "idempotent"},
		"never ends":    {func(*http.Request) io.Reader { return endless }, "none"},
		"never arrives": {func(r *http.Request) io.Reader { return untilDone(r.Context()) }, "idempotent"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			testAttempts(t, test.policy, func(t *testing.T, sent *int) *Client {
				t.Helper()
				client, _ := newFakeClient(t, func(request *http.Request) (*http.Response, error) {
					*sent++
					response := reply(http.StatusOK, "")
					response.Body = &body{Reader: test.body(request)}
					return response, nil
				}, withRetries(2), func(c *Config) {
					if name == "never arrives" {
						c.RequestTimeout = time.Millisecond
					}
				})
				return client
			})
		})
	}
}

func TestIsOutcomeUnknown(t *testing.T) {
	for name, test := range map[string]struct {
		err  error
		want bool
	}{
		"success":         {nil, false},
		"rejected":        {&Error{StatusCode: 422}, false},
		"rate limited":    {&Error{StatusCode: 429}, false},
		"redirected":      {&Error{StatusCode: 307}, false},
		"cancelled":       {fmt.Errorf("not sent: %w", context.Canceled), false},
		"no connection":   {fmt.Errorf("no response: %w", &NotSentError{Err: errors.New("refused")}), false},
		"dial":            {&net.OpError{Op: "dial", Err: errors.New("refused")}, true},
		"gateway timeout": {&Error{StatusCode: 408}, true},
		"server error":    {&Error{StatusCode: 500}, true},
		"bad gateway":     {&Error{StatusCode: 502}, true},
		"unreadable":      {&UnreadableResponseError{Err: errors.New("garbage")}, true},
		"timeout":         {&TimeoutError{}, true},
		"too large":       {ResponseTooLargeError{}, true},
		"connection lost": {errors.New("no response"), true},
	} {
		if got := IsOutcomeUnknown(test.err); got != test.want {
			t.Errorf("%s: got %t", name, got)
		}
	}
}

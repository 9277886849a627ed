package tigertrust

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
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
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	tests := map[string]struct {
		err    error
		policy string
	}{
		"connection refused":       {dial(os.NewSyscallError("connect", syscall.ECONNREFUSED)), "all"},
		"no route":                 {dial(os.NewSyscallError("connect", syscall.EHOSTUNREACH)), "all"},
		"the proxy is down":        {&net.OpError{Op: "proxyconnect", Net: "tcp", Err: dial(syscall.ECONNREFUSED)}, "all"},
		"name server error":        {dial(&net.DNSError{Err: "server misbehaving", Name: "api.example.com", IsTemporary: true}), "all"},
		"no such host":             {dial(&net.DNSError{Err: "no such host", Name: "api.example.com", IsNotFound: true}), "none"},
		"reset":                    {&net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}, "idempotent"},
		"broken pipe":              {&net.OpError{Op: "write", Net: "tcp", Err: syscall.EPIPE}, "idempotent"},
		"closed before a response": {io.EOF, "idempotent"},
		"closed in the response":   {io.ErrUnexpectedEOF, "idempotent"},
		"TLS handshake timeout":    {errors.New("net/http: TLS handshake timeout"), "idempotent"},
		"certificate not trusted":  {&tls.CertificateVerificationError{Err: errors.New("unknown authority")}, "none"},
		"no TLS":                   {tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, "none"},
		"HTTP instead of HTTPS":    {http.ErrSchemeMismatch, "none"},
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

// The tests above with the errors that Go returns for real connections.
func TestRetry_RealConnections(t *testing.T) {
	hijack := func(w http.ResponseWriter, text string) {
		connection, buffered, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = buffered.WriteString(text)
		_ = buffered.Flush()
		_ = connection.Close()
	}
	closed := httptest.NewServer(nil)
	closed.Close()
	secure := httptest.NewUnstartedServer(respond(http.StatusOK, `{"data":{"id":1}}`))
	secure.Config.ErrorLog = discardLog()
	secure.StartTLS()
	t.Cleanup(secure.Close)

	tests := map[string]struct {
		url, policy string
	}{
		"connection refused": {closed.URL, "all"},
		"untrusted":          {secure.URL, "none"},
		"HTTP on HTTPS port": {strings.Replace(serve(t, respond(http.StatusOK, "")).URL, "http:", "https:", 1), "none"},
		"dropped": {serve(t, func(w http.ResponseWriter, _ *http.Request) {
			hijack(w, "")
		}).URL, "idempotent"},
		"dropped in the headers": {serve(t, func(w http.ResponseWriter, _ *http.Request) {
			hijack(w, "HTTP/1.1 200 OK\r\nContent-Le")
		}).URL, "idempotent"},
		"dropped in the body": {serve(t, func(w http.ResponseWriter, _ *http.Request) {
			hijack(w, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\":{\"id\":1}}")
		}).URL, "idempotent"},
		"not HTTP": {serve(t, func(w http.ResponseWriter, _ *http.Request) {
			hijack(w, "220 mail.example.com ESMTP\r\n")
		}).URL, "idempotent"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			testAttempts(t, test.policy, func(t *testing.T, sent *int) *Client {
				t.Helper()
				client, _ := newTestClient(t, test.url, withRetries(2), func(c *Config) {
					c.Observer = func(context.Context, Attempt) { *sent++ }
				})
				return client
			})
		})
	}
}

func TestNeverSent(t *testing.T) {
	for name, test := range map[string]struct {
		err  error
		want bool
	}{
		"refused":        {&net.OpError{Op: "dial", Err: errors.New("connection refused")}, true},
		"proxy refused":  {&net.OpError{Op: "proxyconnect", Err: errors.New("connection refused")}, true},
		"wrapped":        {fmt.Errorf("no response: %w", &net.OpError{Op: "dial"}), true},
		"reset":          {&net.OpError{Op: "read", Err: errors.New("connection reset")}, false},
		"timeout":        {&TimeoutError{After: time.Second}, false},
		"server's error": {&Error{StatusCode: 500}, false},
	} {
		if got := NeverSent(test.err); got != test.want {
			t.Errorf("%s: got %t", name, got)
		}
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
		"no connection":   {fmt.Errorf("no response: %w", &net.OpError{Op: "dial", Err: errors.New("refused")}), false},
		"untrusted":       {&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}, false},
		"not TLS":         {tls.RecordHeaderError{}, false},
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

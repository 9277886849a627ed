package tigertrust

import (
	"context"
	"crypto/tls"
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

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/clocktest"
)

// methods is one call of each kind; whatever the method, the attempts are
// counted where they leave.
var methods = map[string]func(context.Context, *Client) error{
	"GET": func(ctx context.Context, c *Client) error { _, err := c.Certificate(ctx, 1); return err },
	"PUT": func(ctx context.Context, c *Client) error { return c.UpdateCertificate(ctx, 1, CertificateSettings{}) },
	"POST": func(ctx context.Context, c *Client) error {
		_, err := c.CreateCertificate(ctx, CertificateOrder{CommonName: "a.example.com"}, 0)
		return err
	},
	"POST revoke": func(ctx context.Context, c *Client) error { return c.RevokeCertificate(ctx, 1, Revocation{}) },
	"POST import": func(ctx context.Context, c *Client) error {
		_, err := c.ImportDiscoveredCertificate(ctx, 1, DiscoveryImport{})
		return err
	},
}

// testAttempts makes each call with two retries, and looks how often it is
// sent: "all" is three times, "idempotent" once for POST, "none" once.
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
		"connection refused":        {dial(os.NewSyscallError("connect", syscall.ECONNREFUSED)), "all"},
		"no route":                  {dial(os.NewSyscallError("connect", syscall.EHOSTUNREACH)), "all"},
		"the proxy is down":         {&net.OpError{Op: "proxyconnect", Net: "tcp", Err: dial(syscall.ECONNREFUSED)}, "all"},
		"name server is down":       {dial(&net.DNSError{Err: "server misbehaving", Name: "api.example.com", IsTemporary: true}), "all"},
		"no such host":              {dial(&net.DNSError{Err: "no such host", Name: "api.example.com", IsNotFound: true}), "none"},
		"reset":                     {&net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}, "idempotent"},
		"broken pipe":               {&net.OpError{Op: "write", Net: "tcp", Err: syscall.EPIPE}, "idempotent"},
		"closed without an answer":  {io.EOF, "idempotent"},
		"closed in the answer":      {io.ErrUnexpectedEOF, "idempotent"},
		"TLS handshake takes long":  {errors.New("net/http: TLS handshake timeout"), "idempotent"},
		"certificate not trusted":   {&tls.CertificateVerificationError{Err: errors.New("unknown authority")}, "none"},
		"no TLS":                    {tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, "none"},
		"HTTP where HTTPS is asked": {http.ErrSchemeMismatch, "none"},
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
		"breaks off": {func(*http.Request) io.Reader {
			return io.MultiReader(strings.NewReader(`{"data":`), readFunc(func([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }))
		}, "idempotent"},
		"never ends":  {func(*http.Request) io.Reader { return endless }, "none"},
		"never comes": {func(r *http.Request) io.Reader { return untilDone(r.Context()) }, "idempotent"},
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
					if name == "never comes" {
						c.RequestTimeout = time.Millisecond
					}
				})
				return client
			})
		})
	}
}

// TestRetry_RealConnections plays the tables above with
// real connections, whose errors are Go's and not ours.
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
	secure := httptest.NewUnstartedServer(answer(http.StatusOK, `{"data":{"id":1}}`))
	secure.Config.ErrorLog = discardLog()
	secure.StartTLS()
	t.Cleanup(secure.Close)

	tests := map[string]struct {
		url, policy string
	}{
		"nobody listens":     {closed.URL, "all"},
		"untrusted":          {secure.URL, "none"},
		"HTTP on HTTPS port": {strings.Replace(serve(t, answer(http.StatusOK, "")).URL, "http:", "https:", 1), "none"},
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

func TestRetry_SendsSameBody(t *testing.T) {
	var bodies []string
	client, _ := newFakeClient(t, func(request *http.Request) (*http.Response, error) {
		content, err := io.ReadAll(request.Body)
		if err != nil {
			return nil, err
		}
		bodies = append(bodies, string(content))
		if len(bodies) < 3 {
			return reply(http.StatusTooManyRequests, ""), nil
		}
		return reply(http.StatusCreated, `{"data":{"id":42}}`), nil
	}, withRetries(2))
	got, err := client.CreateCertificate(t.Context(), CertificateOrder{CommonName: "a.example.com"}, 0)
	if err != nil || got.ID != 42 {
		t.Fatalf("got %v, %v", got, err)
	}
	if want := `{"commonName":"a.example.com"}`; len(bodies) != 3 || bodies[0] != want || bodies[2] != want {
		t.Errorf("sent %q", bodies)
	}
}

func TestRetry_Exhausted_ReturnsLastResponse(t *testing.T) {
	for retries, want := range map[int]string{
		0: `503 Service Unavailable from api.example.com: OVERLOADED: attempt 1`,
		2: `503 Service Unavailable from api.example.com (after 3 attempts): OVERLOADED: attempt 3`,
	} {
		sent := 0
		client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
			sent++
			return reply(http.StatusServiceUnavailable,
				`{"error":{"code":"OVERLOADED","message":"attempt `+segment(ID(sent))+`"}}`), nil
		}, withRetries(retries))
		_, err := client.Certificate(t.Context(), 1)
		var failure *Error
		if !errors.As(err, &failure) || failure.Attempts != retries+1 || err.Error() != want {
			t.Errorf("%d retries: got %v, want %s", retries, err, want)
		}
	}
}

func TestRetry_Backoff(t *testing.T) {
	const rounds, retries = 60, 9
	var longest, shortest [retries]time.Duration
	for round := range rounds {
		client, standing := newFakeClient(t, func(*http.Request) (*http.Response, error) {
			return nil, io.EOF
		}, withRetries(retries))
		if _, err := client.Certificate(t.Context(), 1); err == nil {
			t.Fatal("no error")
		}
		waits := standing.Slept()
		if len(waits) != retries {
			t.Fatalf("waited %v", waits)
		}
		for i, wait := range waits {
			longest[i] = max(longest[i], wait)
			if round == 0 || wait < shortest[i] {
				shortest[i] = wait
			}
		}
	}
	limit := 500 * time.Millisecond
	for i := range retries {
		if longest[i] >= limit || longest[i] < limit/2 || shortest[i] > limit/2 {
			t.Errorf("before attempt %d: %s to %s in %d draws, want 0 to %s", i+2, shortest[i], longest[i], rounds, limit)
		}
		limit = min(2*limit, 30*time.Second)
	}
	if got := backoff(1000); got >= 30*time.Second {
		t.Errorf("waits %s after very many attempts", got)
	}
}

// interruptingClock is a clock on which somebody interrupts the first wait.
type interruptingClock struct {
	*clocktest.Clock
	interrupt func()
}

func (c interruptingClock) Sleep(ctx context.Context, d time.Duration) error {
	if d > 0 {
		c.interrupt()
	}
	return c.Clock.Sleep(ctx, d)
}

func TestRetry_Cancelled_DoesNotWait(t *testing.T) {
	for method, do := range methods {
		ctx, cancel := context.WithCancelCause(t.Context())
		interrupted := errors.New("interrupted")
		sent, standing := 0, clocktest.New(testStart)
		client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
			sent++
			return reply(http.StatusTooManyRequests, ""), nil
		}, withRetries(5), func(c *Config) {
			c.Clock = interruptingClock{standing, func() { cancel(interrupted) }}
		})
		if err := do(ctx, client); !errors.Is(err, interrupted) || sent != 1 {
			t.Errorf("%s: sent %d times, got %v", method, sent, err)
		}
		if waits := standing.Slept(); len(waits) != 0 {
			t.Errorf("%s: waited %v", method, waits)
		}
	}
}

func TestRetry_Cancelled_KeepsResponse(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
		cancel()
		return reply(http.StatusInternalServerError, `{"error":{"code":"CRASHED"}}`), nil
	}, withRetries(5))
	var failure *Error
	if _, err := client.Certificate(ctx, 1); !errors.As(err, &failure) || failure.Code != "CRASHED" || failure.Attempts != 1 {
		t.Errorf("got %v", err)
	}
}

func TestNeverSent(t *testing.T) {
	for name, test := range map[string]struct {
		err  error
		want bool
	}{
		"refused":        {&net.OpError{Op: "dial", Err: errors.New("connection refused")}, true},
		"proxy refused":  {&net.OpError{Op: "proxyconnect", Err: errors.New("connection refused")}, true},
		"wrapped":        {fmt.Errorf("no answer: %w", &net.OpError{Op: "dial"}), true},
		"reset":          {&net.OpError{Op: "read", Err: errors.New("connection reset")}, false},
		"no answer":      {&TimeoutError{After: time.Second}, false},
		"server's error": {&Error{StatusCode: 500}, false},
	} {
		if got := NeverSent(test.err); got != test.want {
			t.Errorf("%s: got %t", name, got)
		}
	}
}

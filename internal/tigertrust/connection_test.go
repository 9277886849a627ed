package tigertrust

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// listen accepts connections on loopback until the end of the test.
func listen(t *testing.T, handle func(net.Conn)) (address string) {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go handle(connection)
		}
	}()
	return listener.Addr().String()
}

// answering returns a function that reads a request, sends text, and closes the
// connection.
func answering(text string) func(net.Conn) {
	return func(connection net.Conn) {
		defer func() { _ = connection.Close() }()
		request, err := http.ReadRequest(bufio.NewReader(connection))
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, request.Body)
		_, _ = io.WriteString(connection, text)
	}
}

// resetting reads a request, sends a part of a response, and resets the connection.
func resetting(connection net.Conn) {
	answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\":")(unclosed{connection})
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = connection.Close()
}

type unclosed struct{ net.Conn }

func (unclosed) Close() error { return nil }

// dialing returns a change that replaces the dialer.
func dialing(err error) func(*Config) {
	return func(c *Config) {
		transport := newTransport(nil, http.ProxyFromEnvironment)
		transport.DialContext = func(context.Context, string, string) (net.Conn, error) { return nil, err }
		c.Transport = transport
	}
}

// counting returns a change that counts the attempts.
func counting(attempts *int) func(*Config) {
	return func(c *Config) { c.Observer = func(context.Context, Attempt) { *attempts++ } }
}

// connectionFailure is a way in which a request gets no complete response.
type connectionFailure struct {
	url    string
	change func(*Config)
	// sent means that the server may have received the request.
	sent bool
	// permanent means that the request is not repeated.
	permanent bool
	// text is a part of the error.
	text string
}

func connectionFailures(t *testing.T) map[string]connectionFailure {
	t.Helper()
	dialError := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	closed := httptest.NewServer(nil)
	closed.Close()
	secure := serveTLS(t, anySuccess, tls.VersionTLS12, tls.VersionTLS13)
	old := serveTLS(t, anySuccess, tls.VersionTLS10, tls.VersionTLS11)
	plain := serve(t, anySuccess)
	expired := func(c *Config) {
		trusting(secure)(c)
		transport := newTransport(c.RootCAs, http.ProxyFromEnvironment)
		transport.TLSClientConfig.Time = func() time.Time { return time.Date(2100, time.January, 1, 0, 0, 0, 0, time.UTC) }
		c.Transport = transport
	}
	otherHost := func(c *Config) { trusting(secure)(c); c.Endpoint.Host = "localhost:" + c.Endpoint.Port() }
	silent := func(c *Config) {
		transport := newTransport(nil, http.ProxyFromEnvironment)
		transport.TLSHandshakeTimeout = 20 * time.Millisecond
		c.Transport = transport
	}
	const api = "https://api.example.com"
	return map[string]connectionFailure{
		"refused":           {url: closed.URL, text: "connection refused"},
		"unreachable":       {url: api, change: dialing(dialError(os.NewSyscallError("connect", syscall.EHOSTUNREACH))), text: "no route to host"},
		"name server error": {url: api, change: dialing(dialError(&net.DNSError{Err: "server misbehaving", Name: "api.example.com", IsTemporary: true})), text: "server misbehaving"},
		"no such host":      {url: api, change: dialing(dialError(&net.DNSError{Err: "no such host", Name: "api.example.com", IsNotFound: true})), permanent: true, text: "no such host"},
		"odd dialer":        {url: api, change: dialing(errors.New("odd")), text: "odd"},

		"untrusted":               {url: secure.URL, permanent: true, text: "signed by unknown authority"},
		"expired":                 {url: secure.URL, change: expired, permanent: true, text: "expired"},
		"other host":              {url: secure.URL, change: otherHost, permanent: true, text: "not localhost"},
		"HTTP server":             {url: strings.Replace(plain.URL, "http:", "https:", 1), permanent: true, text: "does not look like a TLS handshake"},
		"other protocol":          {url: "https://" + listen(t, func(c net.Conn) { _, _ = io.WriteString(c, "220 mail.example.com ESMTP\r\n") }), permanent: true, text: "does not look like a TLS handshake"},
		"old TLS":                 {url: old.URL, change: trusting(old), permanent: true, text: "protocol version"},
		"closed in the handshake": {url: "https://" + listen(t, func(c net.Conn) { _ = c.Close() }), text: ""},
		"silent in the handshake": {url: "https://" + listen(t, func(net.Conn) {}), change: silent, text: "TLS handshake timeout"},

		"closed after the request": {url: "http://" + listen(t, answering("")), sent: true, text: "EOF"},
		"closed in the headers":    {url: "http://" + listen(t, answering("HTTP/1.1 200 OK\r\nContent-Le")), sent: true, text: "Content-Le"},
		"closed in the body":       {url: "http://" + listen(t, answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}")), sent: true, text: "unexpected EOF"},
		"reset in the body":        {url: "http://" + listen(t, resetting), sent: true, text: "connection reset"},
		"not HTTP":                 {url: "http://" + listen(t, answering("220 mail.example.com ESMTP\r\n")), sent: true, text: "malformed HTTP"},
		"closed at once":           {url: "http://" + listen(t, func(c net.Conn) { _ = c.Close() }), sent: true, text: ""},
	}
}

// Whether a POST may be repeated, or its result must be searched for, depends on
// whether it was sent.
func TestConnectionFailure(t *testing.T) {
	for name, test := range connectionFailures(t) {
		t.Run(name, func(t *testing.T) { testConnectionFailure(t, &test) })
	}
}

func testConnectionFailure(t *testing.T, test *connectionFailure) {
	t.Helper()
	policy := "all"
	switch {
	case test.permanent:
		policy = "none"
	case test.sent:
		policy = "idempotent"
	}
	if test.change == nil {
		test.change = func(*Config) {}
	}
	testAttempts(t, policy, func(t *testing.T, sent *int) *Client {
		t.Helper()
		client, _ := newTestClient(t, test.url, withRetries(2), test.change, counting(sent))
		return client
	})
	client, _ := newTestClient(t, test.url, test.change)
	_, err := client.CreateCertificate(t.Context(), CertificateOrder{}, 0)
	if NeverSent(err) == test.sent || IsOutcomeUnknown(err) != test.sent {
		t.Errorf("never sent: %t, outcome unknown: %t (%v)", NeverSent(err), IsOutcomeUnknown(err), err)
	}
	if err == nil || !strings.Contains(err.Error(), test.text) {
		t.Errorf("got %v, want %q", err, test.text)
	}
	mustBePrintable(t, err)
}

// A time limit that ends before there is a connection leaves nothing to search for.
func TestTimeout_WithoutConnection_NeverSent(t *testing.T) {
	release := make(chan struct{})
	server := serve(t, func(http.ResponseWriter, *http.Request) { <-release })
	t.Cleanup(func() { close(release) })
	for _, sent := range []bool{true, false} {
		client, _ := newTestClient(t, server.URL, func(c *Config) {
			if sent {
				return
			}
			transport := newTransport(nil, http.ProxyFromEnvironment)
			transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
				<-release
				return nil, io.EOF
			}
			c.Transport = transport
		})
		_, err := client.CreateCertificate(t.Context(), CertificateOrder{}, 20*time.Millisecond)
		var timeout *TimeoutError
		if !errors.As(err, &timeout) || NeverSent(err) == sent || IsOutcomeUnknown(err) != sent {
			t.Errorf("sent: %t, got %v", sent, err)
		}
	}
}

// A POST that waits for its turn when its context ends was not sent, whatever the
// cause is.
func TestCancel_WaitingPOST_NeverSent(t *testing.T) {
	cause := errors.New("time is up")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
		t.Error("a request was sent")
		return nil, io.EOF
	})
	_, err := client.CreateCertificate(ctx, CertificateOrder{}, 0)
	if !errors.Is(err, cause) || !NeverSent(err) || IsOutcomeUnknown(err) {
		t.Errorf("got %v", err)
	}
}

// net/http uses a connection again that the server has closed meanwhile. It repeats
// the request only if nothing of it was written.
func TestReusedConnection_LostPOST_IsUnknown(t *testing.T) {
	for _, isHTTP2 := range []bool{false, true} {
		var requests atomic.Int32
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if requests.Add(1) > 1 {
				panic(http.ErrAbortHandler)
			}
			anySuccess(w, r)
		}))
		server.EnableHTTP2 = isHTTP2
		server.Config.ErrorLog = discardLog()
		server.StartTLS()
		t.Cleanup(server.Close)
		client, _ := newTestClient(t, server.URL, func(c *Config) {
			c.RootCAs = x509.NewCertPool()
			c.RootCAs.AddCert(server.Certificate())
		})
		if _, err := client.Certificate(t.Context(), "42"); err != nil {
			t.Fatal(err)
		}
		_, err := client.CreateCertificate(t.Context(), CertificateOrder{}, 0)
		if NeverSent(err) || !IsOutcomeUnknown(err) || requests.Load() != 2 {
			t.Errorf("HTTP/2: %t, %d requests, %v", isHTTP2, requests.Load(), err)
		}
	}
}

package tigertrust

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

// proxied returns a change that sends requests through a proxy. Requests to a server
// trust its certificate.
func proxied(t *testing.T, proxy string, server *httptest.Server) func(*Config) {
	t.Helper()
	address, err := url.Parse(proxy)
	if err != nil {
		t.Fatal(err)
	}
	address.User = url.UserPassword("user", "secret-password")
	return func(c *Config) {
		if server != nil {
			trusting(server)(c)
		}
		c.Transport = newTransport(c.RootCAs, http.ProxyURL(address))
	}
}

// tlsProxy starts a proxy that uses TLS, and returns a server with its certificate.
func tlsProxy(t *testing.T, handle func(net.Conn)) (proxy string, certified *httptest.Server) {
	t.Helper()
	certified = serveTLS(t, anySuccess, tls.VersionTLS12, tls.VersionTLS13)
	configuration := &tls.Config{Certificates: certified.TLS.Certificates}
	return "https://" + listen(t, func(c net.Conn) { handle(tls.Server(c, configuration)) }), certified
}

// Another attempt with a wrong password can lock the account at the proxy.
func TestProxy_RefusesCONNECT(t *testing.T) {
	for status, isTemporary := range map[int]bool{
		204: false, 302: false, 400: false, 403: false, 404: false, 405: false, 407: false, 408: true, 429: true,
		451: false, 500: true, 501: false, 502: true, 503: true, 504: true,
	} {
		response := answering(fmt.Sprintf("HTTP/1.1 %d No\x1b[31mt today\r\nContent-Length: 0\r\n\r\n", status))
		plain := "http://" + listen(t, response)
		secure, certified := tlsProxy(t, response)
		for proxy, server := range map[string]*httptest.Server{plain: nil, secure: certified} {
			_, address, _ := strings.Cut(proxy, "//")
			t.Run(fmt.Sprintf("%d from %s", status, proxy), func(t *testing.T) {
				change := proxied(t, proxy, server)
				testConnectionFailure(t, &connectionFailure{
					url: "https://api.example.com", change: change, permanent: !isTemporary,
					text: fmt.Sprintf("the proxy %s refused the connection: %d No[31mt today", address, status),
				})
				client, _ := newTestClient(t, "https://api.example.com", change)
				_, err := client.Certificate(t.Context(), "1")
				var refused *ProxyError
				if !errors.As(err, &refused) || refused.Proxy != address || refused.StatusCode != status {
					t.Errorf("got %+v", refused)
				}
			})
		}
	}
}

// Each certificate of a plan is a request. Only the first one is a login.
func TestProxy_RefusesPassword_IsNotAskedAgain(t *testing.T) {
	for status, want := range map[int]int32{407: 1, 403: 3} {
		var logins atomic.Int32
		proxy := listen(t, func(connection net.Conn) {
			defer func() { _ = connection.Close() }()
			request, err := http.ReadRequest(bufio.NewReader(connection))
			if err != nil {
				return
			}
			if request.Header.Get("Proxy-Authorization") != "" {
				logins.Add(1)
			}
			_, _ = fmt.Fprintf(connection, "HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n", status)
		})
		client, _ := newTestClient(t, "https://api.example.com", proxied(t, "http://"+proxy, nil))
		for range 3 {
			_, err := client.Certificate(t.Context(), "1")
			var refused *ProxyError
			if !errors.As(err, &refused) || refused.StatusCode != status || !NeverSent(err) {
				t.Errorf("%d: got %v", status, err)
			}
		}
		if logins.Load() != want {
			t.Errorf("%d: %d logins, want %d", status, logins.Load(), want)
		}
	}
}

func TestProxy_NoConnection(t *testing.T) {
	closed := serve(t, anySuccess)
	closed.Close()
	untrusted, certified := tlsProxy(t, answering(""))
	plain := serve(t, anySuccess)
	for name, test := range map[string]struct {
		proxy     string
		trusted   *httptest.Server
		permanent bool
		text      string
	}{
		"refused":           {proxy: closed.URL, text: "connection refused"},
		"closes":            {proxy: "http://" + listen(t, answering("")), text: "EOF"},
		"closes, TLS":       {proxy: untrusted, trusted: certified, text: "EOF"},
		"untrusted":         {proxy: untrusted, permanent: true, text: "unknown authority"},
		"HTTP, not TLS":     {proxy: strings.Replace(plain.URL, "http:", "https:", 1), permanent: true, text: "does not look like a TLS handshake"},
		"not HTTP":          {proxy: "http://" + listen(t, answering("220 mail.example.com\r\n")), text: "malformed HTTP"},
		"closes the tunnel": {proxy: "http://" + listen(t, answering("HTTP/1.1 200 OK\r\n\r\n")), text: ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, address, _ := strings.Cut(test.proxy, "//")
			change := proxied(t, test.proxy, test.trusted)
			testConnectionFailure(t, &connectionFailure{url: "https://api.example.com", change: change, permanent: test.permanent, text: test.text})
			client, _ := newTestClient(t, "https://api.example.com", change)
			_, err := client.Certificate(t.Context(), "1")
			text := fmt.Sprint(err)
			if !strings.Contains(text, "no connection through the proxy "+address+": ") || strings.Contains(text, "secret-password") || strings.Contains(text, "proxyconnect") {
				t.Errorf("got %s", text)
			}
		})
	}
}

// A proxy forwards requests with http and returns its own status as a response.
func TestProxy_RefusesHTTP(t *testing.T) {
	proxy := serve(t, respond(http.StatusProxyAuthRequired, "<html>Who are you?</html>"))
	testAttempts(t, "none", func(t *testing.T, sent *int) *Client {
		t.Helper()
		client, _ := newTestClient(t, "http://127.0.0.1:1", withRetries(2), proxied(t, proxy.URL, nil), counting(sent))
		return client
	})
	client, _ := newTestClient(t, "http://127.0.0.1:1", proxied(t, proxy.URL, nil))
	_, err := client.CreateCertificate(t.Context(), CertificateOrder{}, 0)
	var refused *Error
	if !errors.As(err, &refused) || refused.StatusCode != http.StatusProxyAuthRequired || "http://"+refused.Proxy != proxy.URL || refused.IsRefusal() || IsOutcomeUnknown(err) {
		t.Errorf("got %+v", err)
	}
}

func TestHostPort_HasPortAndNoUser(t *testing.T) {
	for address, want := range map[string]string{
		"http://user:password@proxy.example.com":   "proxy.example.com:80",
		"https://proxy.example.com":                "proxy.example.com:443",
		"socks5://proxy.example.com":               "proxy.example.com:1080",
		"http://user:password@[2001:db8::1]:3128/": "[2001:db8::1]:3128",
	} {
		proxy, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := hostPort(proxy); got != want {
			t.Errorf("%s: got %s, want %s", address, got, want)
		}
	}
}

func TestProxy_Tunnel_Works(t *testing.T) {
	server := serveTLS(t, anySuccess, tls.VersionTLS12, tls.VersionTLS13)
	tunnel := func(connection net.Conn) {
		defer func() { _ = connection.Close() }()
		if _, err := http.ReadRequest(bufio.NewReader(connection)); err != nil {
			return
		}
		target, err := new(net.Dialer).DialContext(t.Context(), "tcp", server.Listener.Addr().String())
		if err != nil {
			return
		}
		defer func() { _ = target.Close() }()
		_, _ = io.WriteString(connection, "HTTP/1.1 200 Connection established\r\n\r\n")
		go func() { _, _ = io.Copy(target, connection) }()
		_, _ = io.Copy(connection, target)
	}
	client, _ := newTestClient(t, "https://example.com", proxied(t, "http://"+listen(t, tunnel), server))
	if _, err := client.CreateCertificate(t.Context(), CertificateOrder{}, 0); err != nil {
		t.Error(err)
	}
	client.CloseIdleConnections()
}

package tigertrust

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
)

// maxReasonLength limits the status line of a proxy in errors, in bytes.
const maxReasonLength = 100

// ProxyError is returned if there is no connection to the API through a proxy.
type ProxyError struct {
	// Proxy is the host and port of the proxy.
	Proxy string
	// StatusCode is the HTTP status with which the proxy refused the connection. It
	// is 0 if the proxy did not refuse it.
	StatusCode int
	// Err is the reason.
	Err error
}

func (e *ProxyError) Error() string {
	if e.StatusCode != 0 {
		return fmt.Sprintf("the proxy %s refused the connection: %v", e.Proxy, e.Err)
	}
	return fmt.Sprintf("no connection through the proxy %s: %v", e.Proxy, e.Err)
}

func (e *ProxyError) Unwrap() error { return e.Err }

// IsPolicy reports whether the proxy refuses all such connections. Repeating the
// request could lock the account at the proxy.
func (e *ProxyError) IsPolicy() bool { return e.StatusCode != 0 && !isTemporary(e.StatusCode) }

// noteProxy returns proxy as a function that stores its result in the state of the
// call.
func noteProxy(proxy func(*http.Request) (*url.URL, error)) func(*http.Request) (*url.URL, error) {
	return func(request *http.Request) (*url.URL, error) {
		address, err := proxy(request)
		callStateOf(request.Context()).proxy = address
		return address, err
	}
}

// tunnels opens connections through a proxy. After a 407, it opens no further ones:
// each attempt with a wrong password counts, and Terraform makes one for each
// resource.
type tunnels struct {
	refusal atomic.Pointer[ProxyError]
}

// header is called before each CONNECT request, and adds no headers to it.
func (t *tunnels) header(context.Context, *url.URL, string) (http.Header, error) {
	if refusal := t.refusal.Load(); refusal != nil {
		return nil, refusal
	}
	return http.Header{}, nil
}

// checkResponse returns an error for a proxy's response to CONNECT that refuses the
// connection.
func (t *tunnels) checkResponse(_ context.Context, proxy *url.URL, _ *http.Request, response *http.Response) error {
	if response.StatusCode == http.StatusOK {
		return nil
	}
	status := printable(response.Status, maxReasonLength)
	if _, reason, _ := strings.Cut(status, " "); reason == "" {
		status = statusText(response.StatusCode)
	}
	refusal := &ProxyError{Proxy: hostPort(proxy), StatusCode: response.StatusCode, Err: errors.New(status)}
	if response.StatusCode == http.StatusProxyAuthRequired {
		t.refusal.Store(refusal)
	}
	return refusal
}

// throughProxy adds the proxy to the error of a connection. Nil is no proxy.
func throughProxy(proxy *url.URL, err error) error {
	var refused *ProxyError
	if proxy == nil || errors.As(err, &refused) {
		return err
	}
	var operation *net.OpError
	if errors.As(err, &operation) && operation.Op == "proxyconnect" {
		err = operation.Err
	}
	return &ProxyError{Proxy: hostPort(proxy), Err: err}
}

// hostPort returns host and port of a proxy, without user name and password.
func hostPort(proxy *url.URL) string {
	port := proxy.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[proxy.Scheme]
	}
	if port == "" {
		port = "1080" // SOCKS
	}
	return net.JoinHostPort(proxy.Hostname(), port)
}

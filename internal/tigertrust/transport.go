package tigertrust

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/url"

	"github.com/hashicorp/go-cleanhttp"
)

// maxIdleConnections exceeds Terraform's default parallelism of 10, so that
// connections are reused.
const maxIdleConnections = 16

// maxHeaderBytes limits the size of the headers of a response.
const maxHeaderBytes = 256 << 10

// newTransport returns a connection pool that requires TLS 1.2 or later. Nil
// roots mean the system trust store. Proxy returns the proxy for a request.
func newTransport(roots *x509.CertPool, proxy func(*http.Request) (*url.URL, error)) *http.Transport {
	transport := cleanhttp.DefaultPooledTransport()
	transport.Proxy = noteProxy(proxy)
	tunnels := &tunnels{}
	transport.GetProxyConnectHeader = tunnels.header
	transport.OnProxyConnectResponse = tunnels.checkResponse
	transport.MaxIdleConnsPerHost = maxIdleConnections
	transport.MaxResponseHeaderBytes = maxHeaderBytes
	transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots}
	return transport
}

// transportChain is the chain of a client as a transport, whose connections can
// be closed.
type transportChain struct {
	http.RoundTripper
	pool http.RoundTripper
}

// CloseIdleConnections is called by [http.Client.CloseIdleConnections].
func (c transportChain) CloseIdleConnections() {
	if pool, ok := c.pool.(interface{ CloseIdleConnections() }); ok {
		pool.CloseIdleConnections()
	}
}

// refuseRedirect makes net/http return a redirect instead of following it.
// net/http would forward the X-Agent-API-Key header to another host: it removes
// only Authorization.
func refuseRedirect(*http.Request, []*http.Request) error {
	return http.ErrUseLastResponse
}

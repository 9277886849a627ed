package tigertrust

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"

	"github.com/hashicorp/go-cleanhttp"
)

// idleConnections is kept above Terraform's default parallelism of 10, so that
// a walk reuses its connections.
const idleConnections = 16

func newTransport(roots *x509.CertPool) *http.Transport {
	transport := cleanhttp.DefaultPooledTransport()
	transport.MaxIdleConnsPerHost = idleConnections
	transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots}
	return transport
}

// refuseRedirect hands the 3xx answer back as it is. Go would forward the
// X-Agent-API-Key header to another host: it strips only Authorization.
func refuseRedirect(*http.Request, []*http.Request) error {
	return http.ErrUseLastResponse
}

package apidiag

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// proxyAdvice returns the next step after a connection through a proxy failed. The
// status is that of the proxy, 0 if it did not return one. The proxy is empty if it
// is not known.
func proxyAdvice(status int, proxy string) string {
	if proxy == "" {
		proxy = "PROXY:PORT"
	}
	const direct = " If TigerTrust can be reached without the proxy, add the host of the endpoint to NO_PROXY."
	switch {
	case status == http.StatusProxyAuthRequired:
		return fmt.Sprintf("The proxy requires a user name and password (basic authentication). Check them in the environment variable HTTPS_PROXY: http://USER:PASSWORD@%s.", proxy) + direct
	case status >= http.StatusInternalServerError, status == http.StatusRequestTimeout, status == http.StatusTooManyRequests:
		return "The proxy could not connect to TigerTrust, or is overloaded. Check the provider's endpoint, and apply again later. The environment variable HTTPS_PROXY selects the proxy." + direct
	case status != 0:
		return "Ask the operator of the proxy to permit connections to the provider's endpoint, or select another proxy with the environment variable HTTPS_PROXY." + direct
	default:
		return "Check that the proxy is running, and that the environment variable HTTPS_PROXY contains its scheme, host and port." + direct
	}
}

// tlsAdvice returns the next step after a failed TLS handshake, an empty text for
// other errors.
func tlsAdvice(err error) string {
	var (
		proxy     *tigertrust.ProxyError
		unknownCA x509.UnknownAuthorityError
		otherHost x509.HostnameError
		invalid   x509.CertificateInvalidError
		notTLS    tls.RecordHeaderError
	)
	switch {
	case errors.As(err, &unknownCA):
		return "If the API, or a proxy in front of it, uses a private certificate authority (CA), set ca_certificate_pem of the provider to the CA certificate."
	case errors.As(err, &otherHost):
		return "Check the host in the provider's endpoint. A server with another name, or a proxy, may have accepted the connection."
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "Check the clock of this machine. If the clock is right, the operator of the server must renew its certificate."
	case !errors.As(err, &notTLS) && !errors.Is(err, http.ErrSchemeMismatch):
		return ""
	case errors.As(err, &proxy):
		return "Check the environment variable HTTPS_PROXY. Most proxies do not use TLS themselves: their URL starts with http://."
	default:
		return "The server does not use TLS on this port. Check the port in the provider's endpoint."
	}
}

// Package tlsprobe reads the certificates that TLS servers present. It sends a
// handshake and no application data, and uses no proxy.
package tlsprobe

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"syscall"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
)

// Chain connects to a TLS server and returns the certificates that it presents, at
// least one, the certificate of the server first. It does not verify them; it only
// requires that the server has the private key. The server name defaults to the
// host of the endpoint, unless that is an IP address. The errors are predicates.
func Chain(ctx context.Context, endpoint Endpoint, serverName string) ([]*x509.Certificate, error) {
	connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", endpoint.String())
	if err != nil {
		return nil, connectError(err)
	}
	defer func() { _ = connection.Close() }()

	shake := newHandshake(endpoint, serverName)
	client := tls.Client(connection, shake.config)
	if err := client.HandshakeContext(ctx); err != nil && !shake.isSufficient() {
		return nil, handshakeError(err)
	}
	return shake.chain, nil
}

// handshake is one TLS handshake. The callbacks of its configuration record what
// the server presents.
type handshake struct {
	config *tls.Config
	chain  []*x509.Certificate
	// requestsClient is true if the server requests a certificate of the client.
	requestsClient bool
}

func newHandshake(endpoint Endpoint, serverName string) *handshake {
	shake := &handshake{}
	if serverName == "" {
		serverName = endpoint.Host
	}
	shake.config = &tls.Config{
		ServerName: sentName(serverName),
		// The certificate is compared or returned, whoever has issued it.
		InsecureSkipVerify: true,
		MinVersion:         tls.VersionTLS10,
		CipherSuites:       allCipherSuites(),
		VerifyConnection: func(state tls.ConnectionState) error {
			shake.chain = state.PeerCertificates
			return nil
		},
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			shake.requestsClient = true
			return &tls.Certificate{}, nil
		},
	}
	return shake
}

// isSufficient reports whether the server has presented its certificate, although
// the handshake failed because the client has none. The request for a client
// certificate follows the signature of the server (except for RSA key exchange).
func (h *handshake) isSufficient() bool { return h.requestsClient && len(h.chain) > 0 }

// sentName returns the name in the form that is sent. crypto/tls sends no IP
// address.
func sentName(name string) string {
	if _, err := netip.ParseAddr(name); err == nil {
		return name
	}
	return certname.Canonical(name)
}

// allCipherSuites returns every cipher suite that crypto/tls implements. A server
// with an old one must still show its certificate.
func allCipherSuites() []uint16 {
	var ids []uint16
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		ids = append(ids, suite.ID)
	}
	return ids
}

// connectError describes a failure before the handshake.
func connectError(err error) error {
	if isTimeout(err) {
		return errors.New("accepts no connection: the attempt timed out")
	}
	return fmt.Errorf("accepts no connection: %w", err)
}

// handshakeError describes a failure of the handshake.
func handshakeError(err error) error {
	var notTLS tls.RecordHeaderError
	switch {
	case errors.As(err, &notTLS):
		return errors.New("does not use TLS: it responded with something else to the handshake")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return errors.New("closed the connection during the TLS handshake")
	case isTimeout(err):
		return errors.New("does not complete the TLS handshake: the attempt timed out")
	default:
		return fmt.Errorf("does not complete the TLS handshake: %w", err)
	}
}

func isTimeout(err error) bool {
	var network net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &network) && network.Timeout()
}

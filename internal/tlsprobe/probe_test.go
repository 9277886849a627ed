package tlsprobe_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tlsprobe"
)

// newCertificate returns a self-signed certificate. It has expired, and nobody
// trusts it.
func newCertificate(t *testing.T, name string, isRSA bool) tls.Certificate {
	t.Helper()
	var (
		key    any
		public any
	)
	if isRSA {
		generated, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		key, public = generated, generated.Public()
	} else {
		generated, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		key, public = generated, generated.Public()
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotAfter: time.Date(2001, time.January, 1, 0, 0, 0, 0, time.UTC)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// listen starts a server on an address, which handles each connection in turn.
func listen(t *testing.T, address string, handle func(net.Conn)) tlsprobe.Endpoint {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", address)
	if err != nil {
		t.Skipf("cannot listen on %s: %v", address, err)
	}
	var connections sync.WaitGroup
	connections.Go(func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			connections.Go(func() {
				defer func() { _ = connection.Close() }()
				handle(connection)
			})
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		connections.Wait()
	})
	host, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return tlsprobe.Endpoint{Host: host, Port: port}
}

// serveTLS starts a TLS server that reads whatever follows the handshake.
func serveTLS(t *testing.T, config *tls.Config) tlsprobe.Endpoint {
	t.Helper()
	return listen(t, "127.0.0.1:0", func(connection net.Conn) { _, _ = io.Copy(io.Discard, tls.Server(connection, config)) })
}

func TestChain_ReturnsServedCertificate(t *testing.T) {
	t.Parallel()
	elliptic, classic := newCertificate(t, "shop.example.com", false), newCertificate(t, "shop.example.com", true)
	for name, config := range map[string]*tls.Config{
		"newest":       {Certificates: []tls.Certificate{elliptic}},
		"TLS 1.2 only": {Certificates: []tls.Certificate{classic}, MaxVersion: tls.VersionTLS12},
		"TLS 1.0 only": {Certificates: []tls.Certificate{classic}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10},
		"RSA key exchange": {
			Certificates: []tls.Certificate{classic}, MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA},
		},
		"requests a certificate":           {Certificates: []tls.Certificate{elliptic}, ClientAuth: tls.RequestClientCert},
		"requires a certificate":           {Certificates: []tls.Certificate{elliptic}, ClientAuth: tls.RequireAnyClientCert},
		"requires a certificate, TLS 1.2":  {Certificates: []tls.Certificate{elliptic}, ClientAuth: tls.RequireAnyClientCert, MaxVersion: tls.VersionTLS12},
		"requires another protocol, maybe": {Certificates: []tls.Certificate{elliptic}, NextProtos: []string{"h2"}},
	} {
		chain, err := tlsprobe.Chain(t.Context(), serveTLS(t, config), "")
		if err != nil || len(chain) != 1 || !bytes.Equal(chain[0].Raw, config.Certificates[0].Certificate[0]) {
			t.Errorf("%s: got %d certificates, %v", name, len(chain), err)
		}
	}
}

func TestChain_ReturnsIntermediates(t *testing.T) {
	t.Parallel()
	certificate := newCertificate(t, "shop.example.com", false)
	certificate.Certificate = append(certificate.Certificate, newCertificate(t, "An Authority", false).Certificate...)
	chain, err := tlsprobe.Chain(t.Context(), serveTLS(t, &tls.Config{Certificates: []tls.Certificate{certificate}}), "")
	if err != nil || len(chain) != 2 || chain[1].Subject.CommonName != "An Authority" {
		t.Errorf("got %d certificates, %v", len(chain), err)
	}
}

func TestChain_SendsServerName(t *testing.T) {
	t.Parallel()
	certificate := newCertificate(t, "shop.example.com", false)
	var sent string
	config := &tls.Config{GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		sent = hello.ServerName
		return &certificate, nil
	}}
	endpoint := serveTLS(t, config)
	byName := tlsprobe.Endpoint{Host: "localhost", Port: endpoint.Port}
	for _, test := range []struct {
		endpoint         tlsprobe.Endpoint
		serverName, want string
	}{
		{endpoint, "", ""},
		{endpoint, "shop.example.com", "shop.example.com"},
		{endpoint, "Shop.Example.com.", "shop.example.com"},
		{endpoint, "bücher.example", "xn--bcher-kva.example"},
		{byName, "", "localhost"},
		{byName, "shop.example.com", "shop.example.com"},
	} {
		if _, err := tlsprobe.Chain(t.Context(), test.endpoint, test.serverName); err != nil || sent != test.want {
			t.Errorf("%+v: sent %q, %v", test, sent, err)
		}
	}
}

func TestChain_IPv6(t *testing.T) {
	t.Parallel()
	config := &tls.Config{Certificates: []tls.Certificate{newCertificate(t, "shop.example.com", false)}}
	endpoint := listen(t, "[::1]:0", func(connection net.Conn) { _, _ = io.Copy(io.Discard, tls.Server(connection, config)) })
	if _, err := tlsprobe.Chain(t.Context(), endpoint, ""); err != nil {
		t.Error(err)
	}
}

func TestChain_Fails_SaysWhy(t *testing.T) {
	t.Parallel()
	closed := listen(t, "127.0.0.1:0", func(net.Conn) {})
	withoutKey := newCertificate(t, "shop.example.com", false)
	withoutKey.PrivateKey = newCertificate(t, "shop.example.com", false).PrivateKey
	for name, test := range map[string]struct {
		endpoint tlsprobe.Endpoint
		why      string
	}{
		"refused": {tlsprobe.Endpoint{Host: "127.0.0.1", Port: "1"}, "accepts no connection"},
		"no host": {tlsprobe.Endpoint{Host: "no-such-host.invalid", Port: "443"}, "accepts no connection"},
		"HTTP": {listen(t, "127.0.0.1:0", func(connection net.Conn) {
			_, _ = io.WriteString(connection, "HTTP/1.1 400 Bad Request\r\n\r\n")
			_, _ = io.Copy(io.Discard, connection)
		}), "does not use TLS"},
		"closes":         {closed, "closed the connection during the TLS handshake"},
		"silent":         {listen(t, "127.0.0.1:0", func(connection net.Conn) { _, _ = io.Copy(io.Discard, connection) }), "does not complete the TLS handshake: the attempt timed out"},
		"no certificate": {serveTLS(t, &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return nil, io.EOF }}), "does not complete the TLS handshake"},
		"another key":    {serveTLS(t, &tls.Config{Certificates: []tls.Certificate{withoutKey}}), "does not complete the TLS handshake"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			limit := 10 * time.Second
			if name == "silent" {
				limit = 200 * time.Millisecond
			}
			ctx, cancel := context.WithTimeout(t.Context(), limit)
			defer cancel()
			if chain, err := tlsprobe.Chain(ctx, test.endpoint, ""); err == nil || !strings.Contains(err.Error(), test.why) {
				t.Errorf("got %d certificates, %v", len(chain), err)
			}
		})
	}
}

// A proxy in the environment is not used: it would serve its own certificate, or
// get to know what is verified.
func TestChain_IgnoresProxy(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
	t.Setenv("ALL_PROXY", "socks5://127.0.0.1:1")
	endpoint := serveTLS(t, &tls.Config{Certificates: []tls.Certificate{newCertificate(t, "shop.example.com", false)}})
	if _, err := tlsprobe.Chain(t.Context(), endpoint, ""); err != nil {
		t.Error(err)
	}
}

package tigertrust

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
)

func discardLog() *log.Logger { return log.New(io.Discard, "", 0) }

// serveTLS starts a server that supports these TLS versions.
func serveTLS(t *testing.T, handler http.HandlerFunc, oldest, newest uint16) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.TLS = &tls.Config{MinVersion: oldest, MaxVersion: newest}
	server.Config.ErrorLog = discardLog()
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

func trusting(server *httptest.Server) func(*Config) {
	return func(c *Config) {
		c.RootCAs = x509.NewCertPool()
		c.RootCAs.AddCert(server.Certificate())
	}
}

func TestTransport_RequiresTLS12(t *testing.T) {
	for name, test := range map[string]struct {
		version uint16
		ok      bool
	}{
		"TLS 1.0": {tls.VersionTLS10, false},
		"TLS 1.1": {tls.VersionTLS11, false},
		"TLS 1.2": {tls.VersionTLS12, true},
		"TLS 1.3": {tls.VersionTLS13, true},
	} {
		var seen journal
		server := serveTLS(t, seen.recording(anySuccess), tls.VersionTLS10, test.version)
		client, _ := newTestClient(t, server.URL, trusting(server))
		_, err := client.Certificate(t.Context(), "1")
		if (err == nil) != test.ok || (len(seen.all()) == 1) != test.ok {
			t.Errorf("%s: %v, %d requests", name, err, len(seen.all()))
		}
	}
}

func TestTransport_UntrustedServer_GetsNothing(t *testing.T) {
	var seen journal
	server := serveTLS(t, seen.recording(anySuccess), tls.VersionTLS12, tls.VersionTLS13)
	for name, change := range map[string]func(*Config){
		"system trust store": func(*Config) {},
		"no roots":           func(c *Config) { c.RootCAs = x509.NewCertPool() },
		"another name":       func(c *Config) { trusting(server)(c); c.Endpoint.Host = "localhost:" + c.Endpoint.Port() },
	} {
		client, _ := newTestClient(t, server.URL, change)
		_, err := client.Certificate(t.Context(), "1")
		var untrusted *tls.CertificateVerificationError
		if !errors.As(err, &untrusted) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if len(seen.all()) != 0 {
		t.Error("a request was sent")
	}
}

// TestTransport_ReusesConnections sends ten parallel requests, twice.
func TestTransport_ReusesConnections(t *testing.T) {
	const parallelism = 10
	var opened atomic.Int32
	var together sync.WaitGroup
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		together.Done()
		together.Wait()
		anySuccess(w, r)
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	client, _ := newTestClient(t, server.URL)

	for range 2 {
		together.Add(parallelism)
		var calls sync.WaitGroup
		for range parallelism {
			calls.Go(func() {
				if _, err := client.Certificate(t.Context(), "1"); err != nil {
					t.Error(err)
				}
			})
		}
		calls.Wait()
	}
	if got := opened.Load(); got != parallelism {
		t.Errorf("%d connections were opened, want %d", got, parallelism)
	}
}

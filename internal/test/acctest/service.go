package acctest

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// Service is a TLS server on the host of an agent. It serves the certificate that
// it loaded last, and reads requests without responding to them.
type Service struct {
	// Endpoint is its host and port.
	Endpoint string

	env      *Environment
	key      crypto.Signer
	listener net.Listener

	mu          sync.Mutex
	certificate *tls.Certificate
	handshakes  int
	onHandshake func(number int)
	received    bytes.Buffer
	data        []byte
}

// NewWithService is like [New], and starts a service that stops at the end of the
// test. All certificates of the mock have the key of the service.
func NewWithService(tb testing.TB, options mockserver.Options) (*Environment, *Service) {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	options.PublicKey = func(string, int) crypto.PublicKey { return key.Public() }
	listener, err := (&net.ListenConfig{}).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	env := New(tb, options)
	service := &Service{Endpoint: listener.Addr().String(), env: env, key: key, listener: listener}
	env.Service = service
	var connections sync.WaitGroup
	connections.Go(func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			connections.Go(func() { service.serve(connection) })
		}
	})
	tb.Cleanup(func() {
		_ = listener.Close()
		connections.Wait()
	})
	return env, service
}

// serve completes one handshake, and records what the client sends.
func (s *Service) serve(connection net.Conn) {
	defer func() { _ = connection.Close() }()
	server := tls.Server(&recordingConn{connection, s}, &tls.Config{GetCertificate: s.current})
	data, _ := io.ReadAll(server)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data = append(s.data, data...)
}

// current returns the certificate for a handshake.
func (s *Service) current(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	s.mu.Lock()
	s.handshakes++
	number, onHandshake := s.handshakes, s.onHandshake
	s.mu.Unlock()
	if onHandshake != nil {
		onHandshake(number)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.certificate == nil {
		return nil, errors.New("no certificate is loaded")
	}
	return s.certificate, nil
}

// OnHandshake sets a function that is called with the number of each handshake,
// before the certificate is sent.
func (s *Service) OnHandshake(f func(number int)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onHandshake = f
}

// Reload loads the newest certificate that an agent has deployed, if there is one.
func (s *Service) Reload() {
	var deployed *mockserver.Certificate
	for _, certificate := range s.env.Mock.Certificates("") {
		if len(certificate.Locations) > 0 {
			deployed = &certificate
		}
	}
	if deployed != nil {
		s.Load(*deployed)
	}
}

// Load loads a certificate with its chain.
func (s *Service) Load(certificate mockserver.Certificate) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.certificate = certificate.TLS(s.key)
}

// Handshakes returns the number of handshakes.
func (s *Service) Handshakes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.handshakes
}

// Received returns everything that clients have sent, and the application data in
// it. It stops the service.
func (s *Service) Received() (all, data []byte) {
	_ = s.listener.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.received.Bytes()), bytes.Clone(s.data)
}

// recordingConn records what its client sends.
type recordingConn struct {
	net.Conn
	service *Service
}

func (c *recordingConn) Read(buffer []byte) (int, error) {
	n, err := c.Conn.Read(buffer)
	c.service.mu.Lock()
	defer c.service.mu.Unlock()
	c.service.received.Write(buffer[:n])
	return n, err
}

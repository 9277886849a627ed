package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"fmt"
	"net/http"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// service is a TLS server that always presents what agents have deployed, so that a
// deployment can be verified.
type service struct {
	mock *mockserver.Server
	// keys are the private keys of the certificates that it can present.
	keys map[string]crypto.Signer
}

// newService makes the keys of the service.
func newService() (*service, error) {
	elliptical, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	large, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	return &service{keys: map[string]crypto.Signer{"ECDSA 256": elliptical, "RSA 2048": large}}, nil
}

// key returns the private key for certificates with this type and size, nil if the
// service has none.
func (s *service) key(keyType string, size int) crypto.Signer {
	return s.keys[fmt.Sprintf("%s %d", keyType, size)]
}

// publicKey is a [mockserver.Options].PublicKey.
func (s *service) publicKey(keyType string, size int) crypto.PublicKey {
	if key := s.key(keyType, size); key != nil {
		return key.Public()
	}
	return mockserver.PublicKey(keyType, size)
}

// certificate returns the newest deployed certificate whose common name is the server
// name of a handshake, or the newest of all if the client sends no name.
func (s *service) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	var newest *tls.Certificate
	for _, deployed := range s.mock.Certificates(hello.ServerName) {
		if key := s.key(deployed.KeyType, deployed.KeySize); len(deployed.Locations) > 0 && key != nil {
			newest = deployed.TLS(key)
		}
	}
	if newest == nil {
		return nil, fmt.Errorf("no certificate for %q is deployed with a key of 256 bits (ECDSA) or 2048 bits (RSA)", hello.ServerName)
	}
	return newest, nil
}

// ServeHTTP implements http.Handler.
func (*service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = fmt.Fprintf(w, "This is %s.\n", r.TLS.ServerName)
}

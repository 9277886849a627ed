package certpem

import (
	"crypto/x509"
	"fmt"
)

// SystemPool returns the system trust store with the certificates in text added.
// Errors are those of [Parse], or say that the trust store cannot be read.
func SystemPool(text string) (*x509.CertPool, error) {
	certificates, err := Parse(text)
	if err != nil {
		return nil, err
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		return nil, fmt.Errorf("cannot be added to the system trust store: %w", err)
	}
	for _, certificate := range certificates {
		roots.AddCert(certificate)
	}
	return roots, nil
}

package functions

import (
	"crypto/x509"
	"fmt"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certpem"
)

// parsePEM returns the first certificate of a chain, in which each certificate must
// be issued by the next one. Its errors are predicates.
func parsePEM(text string) (*x509.Certificate, error) {
	chain, err := certpem.Parse(text)
	if err != nil {
		return nil, err
	}
	for i, issuer := range chain[1:] {
		if !sameName(chain[i].RawIssuer, issuer.RawSubject) {
			return nil, fmt.Errorf("contains certificates that do not form a chain: certificate %d was not issued by certificate %d. Pass one certificate, or a chain that begins with it", i+1, i+2)
		}
	}
	return chain[0], nil
}

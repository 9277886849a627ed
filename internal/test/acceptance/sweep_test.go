package acceptance

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

func init() {
	resource.AddTestSweepers("tigertrust_certificate", &resource.Sweeper{
		Name: "tigertrust_certificate",
		F:    func(string) error { return sweep(context.Background()) },
	})
}

// sweep revokes the certificates that killed tests left behind.
func sweep(ctx context.Context) error {
	domain := strings.Trim(os.Getenv("TIGERTRUST_TEST_DOMAIN"), ".")
	if domain == "" {
		return errors.New("set TIGERTRUST_TEST_DOMAIN to the domain of the tests")
	}
	client, err := newClient()
	if err != nil {
		return err
	}
	isOurs := func(commonName string) bool {
		name := strings.ToLower(commonName)
		return strings.HasPrefix(name, namePrefix) && strings.HasSuffix(name, "."+strings.ToLower(domain))
	}
	return revokeAll(ctx, client, domain, isOurs, log.Printf)
}

// revokeAll revokes all certificates that a search finds and that belong to the
// tests. It waits for those that cannot be revoked before they are issued.
func revokeAll(ctx context.Context, client *tigertrust.Client, search string, isOurs func(commonName string) bool, logf func(string, ...any)) error {
	found, err := client.AllCertificates(ctx, tigertrust.CertificateQuery{Search: search})
	if err != nil {
		return err
	}
	var failures []error
	for i := range found {
		certificate := &found[i]
		if certificate.CommonName == nil || !isOurs(*certificate.CommonName) || isOver(certificate) {
			continue
		}
		logf("revoking certificate %v (%s)", certificate.ID, *certificate.CommonName)
		if err := revoke(ctx, client, certificate.ID); err != nil {
			failures = append(failures, fmt.Errorf("certificate %v (%s): %w", certificate.ID, *certificate.CommonName, err))
		}
	}
	return errors.Join(failures...)
}

// isOver reports whether a certificate is not valid and will not be.
func isOver(certificate *tigertrust.Certificate) bool {
	return certificate.HasStatus(tigertrust.StatusRevoked) || certificate.HasStatus(tigertrust.StatusExpired) ||
		certificate.Status != nil && certificate.Status.IssuanceFailed()
}

// sweepTime limits the wait for the issuance of one certificate.
const sweepTime = 5 * time.Minute

// revoke revokes a certificate. A certificate that is not issued yet may have to be
// issued first.
func revoke(ctx context.Context, client *tigertrust.Client, id tigertrust.ID) error {
	ctx, cancel := context.WithTimeout(ctx, sweepTime)
	defer cancel()
	for {
		err := client.RevokeCertificate(ctx, id, tigertrust.Revocation{
			Reason: tigertrust.ReasonCessationOfOperation, Comments: "Left behind by an acceptance test",
		})
		if err == nil || errors.Is(err, tigertrust.ErrAlreadyRevoked) {
			return nil
		}
		current, readErr := client.Certificate(ctx, id)
		switch {
		case readErr != nil:
			return errors.Join(err, readErr)
		case isOver(current):
			return nil
		case current.Issued():
			return err
		}
		if sleepErr := client.Sleep(ctx, 2*time.Second); sleepErr != nil {
			return err
		}
	}
}

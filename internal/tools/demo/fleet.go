package main

import (
	"context"
	"fmt"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// The names of certificates in the story.
const (
	// quickstartName is that of the certificate in examples/quickstart.
	quickstartName = "www.example.com"
	// fleetName is that of the certificate that examples/fleet orders.
	fleetName = "shop.example.com"
	// legacyName and intranetName are those of discovered certificates.
	legacyName, intranetName = "legacy.example.com", "intranet.example.com"
	// expiring is that of a certificate of which the check in examples/fleet warns.
	expiring = "soon.example.com"
)

// withName is a value of a variable that replaces a certificate in examples/fleet.
const withName = `-var=shop_names=["cart.example.com"]`

// playFleet imports the certificates that an agent has discovered, and orders, deploys
// and replaces another one.
func (d *demo) playFleet(ctx context.Context) error {
	legacy, intranet := d.discover()
	d.printf("\nexamples/fleet: an agent has discovered %s and %s,\nand %s expires in 10 days\n", legacyName, intranetName, expiring)
	for _, s := range []step{
		{
			title:     "Import both, order and deploy another. The response to the order is lost: it is not sent again.",
			arguments: []string{"apply"},
			shows: lines(`^Plan: 4 to add, 0 to change, 0 to destroy`, `^Warning: Check block assertion failed`, `expire within 30 days: soon\.example\.com`,
				`^Warning: Certificate \d+ \(shop\.example\.com\) was recovered after a lost response`),
			writes: []string{
				fmt.Sprintf("POST /api/discovered-certificates/%d/import", legacy), fmt.Sprintf("POST /api/discovered-certificates/%d/import", intranet),
				"POST /api/certificates", "POST /api/certificates/*/deploy",
			},
			isConcurrent: true,
			// Nothing was ordered twice.
			check: func(string) error { return d.mustHaveStatus(fleetName, "active", 1) },
		},
		{
			title:     "Add a name, which replaces the certificate: order, deploy, and only then revoke.",
			arguments: []string{"apply", withName},
			shows: lines(`shop must be replaced`, `subject_alternative_names .*# forces replacement`, `\+ "cart\.example\.com"`, `shop will be updated in-place`,
				`^Plan: 1 to add, 1 to change, 1 to destroy`, `^Warning: Replacing this certificate revokes the current one`),
			writes: []string{"POST /api/certificates", "POST /api/certificates/*/deploy", "POST /api/certificates/*/revoke"},
			check:  func(string) error { return d.mustBeReplaced(fleetName) },
		},
		{
			title:     "Plan again. Nothing is left to do.",
			arguments: []string{"plan", withName},
			shows:     lines(`^No changes\.`),
		},
		{
			title:     "Destroy everything. Only what Terraform has ordered is revoked.",
			arguments: []string{"destroy", withName},
			shows:     lines(`shop will be destroyed`, `edge\["\d+"\] will be destroyed`, `^Plan: 0 to add, 0 to change, 4 to destroy`),
			writes:    []string{"POST /api/certificates/*/revoke"},
			check: func(string) error {
				for _, name := range []string{legacyName, intranetName} {
					if err := d.mustHaveStatus(name, "active", 1); err != nil {
						return err
					}
				}
				return d.mustHaveStatus(fleetName, "revoked", 2)
			},
		},
	} {
		s.cli = d.fleet
		if err := d.run(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// discover adds discovered certificates and one that expires soon to the server, which
// loses the response to the next order. It returns the ids of the discovered ones.
func (d *demo) discover() (legacy, intranet int64) {
	legacy = d.mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: legacyName})
	intranet = d.mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: intranetName})
	now := time.Now()
	d.mock.Seed(mockserver.Seed{CommonName: expiring, ValidFrom: now.AddDate(0, -2, 0), ValidTo: now.AddDate(0, 0, 10).Add(time.Hour)})
	d.mock.Inject(mockserver.Fault{Method: "POST", Path: "/api/certificates", Kind: mockserver.FaultDropAfter})
	return legacy, intranet
}

// certificate returns the only certificate with a name from the server.
func (d *demo) certificate(name string) (mockserver.Certificate, error) {
	certificates := d.mock.Certificates(name)
	if len(certificates) != 1 {
		return mockserver.Certificate{}, fmt.Errorf("expected 1 certificate for %s on the server, got %d", name, len(certificates))
	}
	return certificates[0], nil
}

// mustBeReplaced reports an error unless the server has two certificates with a name:
// the first is revoked, and the second is deployed.
func (d *demo) mustBeReplaced(name string) error {
	certificates := d.mock.Certificates(name)
	if len(certificates) != 2 || certificates[0].RevocationReason != "superseded" || certificates[1].Status != "active" || len(certificates[1].Locations) == 0 {
		return fmt.Errorf("expected a superseded certificate for %s, and an active one that is deployed, got %+v", name, certificates)
	}
	return nil
}

// mustHaveStatus reports an error unless the server has a number of certificates with
// a name, all with this status.
func (d *demo) mustHaveStatus(name, status string, number int) error {
	certificates := d.mock.Certificates(name)
	if len(certificates) != number {
		return fmt.Errorf("expected %d certificates for %s on the server, got %d", number, name, len(certificates))
	}
	for _, certificate := range certificates {
		if certificate.Status != status {
			return fmt.Errorf("certificate %d (%s) must be %s, got %s", certificate.ID, name, status, certificate.Status)
		}
	}
	return nil
}

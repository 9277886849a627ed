package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// expiring is a certificate that the check in examples/fleet must warn about.
const expiring = "soon.example.com"

// discover adds discovered certificates and one that expires soon to the server.
func (d *demo) discover(ctx context.Context) error {
	d.announce("An agent discovers two certificates, and another certificate expires soon")
	for _, name := range []string{"legacy.example.com", "intranet.example.com"} {
		fmt.Printf("Discovered: %d %s\n", d.mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: name, AgentID: "agent-prod-01"}), name)
	}
	now := time.Now()
	d.mock.Seed(mockserver.Seed{CommonName: expiring, ValidFrom: now.AddDate(0, -2, 0), ValidTo: now.AddDate(0, 0, 10)})
	fmt.Println("Expires in 10 days:", expiring)
	_, err := d.fleet.Run(ctx, "init")
	return err
}

func (d *demo) applyFleet(ctx context.Context) error {
	d.announce("terraform apply: import the discovered certificates, order and deploy another one, and list those that expire soon")
	output, err := d.fleet.Run(ctx, "apply", "-auto-approve")
	if err != nil {
		return err
	}
	if !strings.Contains(output, "These certificates expire within 30 days") || !strings.Contains(output, expiring) {
		return errors.New("the check does not warn about the certificate that expires soon")
	}
	return d.expect(mockserver.Summary{Issued: 2, Changed: 1, Renewed: 1, Revoked: 1, Imported: 2, Deployed: 1})
}

func (d *demo) planFleetNoChanges(ctx context.Context) error {
	d.announce("terraform plan: show that no changes are left")
	before := d.mock.Summary()
	if _, err := d.fleet.Run(ctx, "plan"); err != nil {
		return err
	}
	return d.expect(before)
}

func (d *demo) destroyFleet(ctx context.Context) error {
	d.announce("terraform destroy: revoke the ordered certificate and keep the imported ones")
	if _, err := d.fleet.Run(ctx, "destroy", "-auto-approve"); err != nil {
		return err
	}
	return d.expect(mockserver.Summary{Issued: 2, Changed: 1, Renewed: 1, Revoked: 2, Imported: 2, Deployed: 1})
}

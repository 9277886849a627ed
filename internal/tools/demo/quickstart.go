package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// commonName is that of the certificate in examples/quickstart.
const commonName = "www.example.com"

// Values of variables that change the certificate in examples/quickstart.
const (
	withoutAutoRenew = "-var=auto_renew=false"
	withNewRotation  = "-var=rotation=second"
)

// run runs the steps in order and stops at the first unexpected result.
func (d *demo) run(ctx context.Context) error {
	for _, step := range []func(context.Context) error{
		d.initialise, d.planOrder, d.order, d.change, d.renew, d.planNoChanges, d.destroy,
		d.discover, d.applyFleet, d.planFleetNoChanges, d.destroyFleet,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	d.printRequests()
	return nil
}

func (d *demo) initialise(ctx context.Context) error {
	d.announce("terraform init: install the provider")
	_, err := d.quickstart.Run(ctx, "init")
	return err
}

func (d *demo) planOrder(ctx context.Context) error {
	d.announce("terraform plan: show the certificate to order")
	hasChanges, err := d.quickstart.PlanHasChanges(ctx)
	if err != nil {
		return err
	}
	if !hasChanges {
		return errors.New("the plan has no changes although no certificate has been ordered")
	}
	return d.expect(mockserver.Summary{})
}

func (d *demo) order(ctx context.Context) error {
	d.announce("terraform apply: order the certificate and wait for its issuance")
	if _, err := d.quickstart.Run(ctx, "apply", "-auto-approve"); err != nil {
		return err
	}
	if err := d.expect(mockserver.Summary{Issued: 1}); err != nil {
		return err
	}
	serialNumber, err := d.quickstart.Run(ctx, "output", "-raw", "serial_number")
	if err != nil {
		return err
	}
	certificate, err := d.certificate()
	if err != nil {
		return err
	}
	if serialNumber != certificate.SerialNumber {
		return fmt.Errorf("the serial number is %q in Terraform and %q on the server", serialNumber, certificate.SerialNumber)
	}
	fmt.Println()
	return nil
}

func (d *demo) change(ctx context.Context) error {
	d.announce("terraform apply: change auto_renew, which updates the certificate in place")
	if _, err := d.quickstart.Run(ctx, "apply", "-auto-approve", withoutAutoRenew); err != nil {
		return err
	}
	certificate, err := d.certificate()
	if err != nil {
		return err
	}
	if certificate.Settings.AutoRenew {
		return errors.New("auto_renew is still true on the server")
	}
	return d.expect(mockserver.Summary{Issued: 1, Changed: 1})
}

func (d *demo) renew(ctx context.Context) error {
	d.announce("terraform apply: renew the certificate, which keeps its id")
	before, err := d.certificate()
	if err != nil {
		return err
	}
	if _, err := d.quickstart.Run(ctx, "apply", "-auto-approve", withoutAutoRenew, withNewRotation); err != nil {
		return err
	}
	after, err := d.certificate()
	if err != nil {
		return err
	}
	if after.ID != before.ID || after.SerialNumber == before.SerialNumber {
		return fmt.Errorf("expected a new serial number and the same id, got id %d and serial number %s before, id %d and serial number %s after",
			before.ID, before.SerialNumber, after.ID, after.SerialNumber)
	}
	return d.expect(mockserver.Summary{Issued: 1, Changed: 1, Renewed: 1})
}

func (d *demo) planNoChanges(ctx context.Context) error {
	d.announce("terraform plan: show that no changes are left")
	hasChanges, err := d.quickstart.PlanHasChanges(ctx, withoutAutoRenew, withNewRotation)
	if err != nil {
		return err
	}
	if hasChanges {
		return errors.New("the plan has changes right after an apply")
	}
	return nil
}

func (d *demo) destroy(ctx context.Context) error {
	d.announce("terraform destroy: revoke the certificate")
	if _, err := d.quickstart.Run(ctx, "destroy", "-auto-approve", withoutAutoRenew, withNewRotation); err != nil {
		return err
	}
	certificate, err := d.certificate()
	if err != nil {
		return err
	}
	if certificate.Status != "revoked" {
		return fmt.Errorf("the certificate must be revoked, its status is %s", certificate.Status)
	}
	return d.expect(mockserver.Summary{Issued: 1, Changed: 1, Renewed: 1, Revoked: 1})
}

// printRequests prints all requests that the mock server received.
func (d *demo) printRequests() {
	d.announce("Requests that TigerTrust received")
	for _, entry := range d.mock.Journal() {
		line := fmt.Sprintf("%-4s %s", entry.Method, entry.Path)
		if len(entry.Query) > 0 {
			line += "?" + entry.Query.Encode()
		}
		fmt.Printf("%s  %d  %s\n", line, entry.Status, entry.Body)
	}
	total := d.mock.Summary()
	fmt.Printf("\n%d certificates issued, %d changed, %d renewed, %d imported, %d deployed, %d revoked, with %d requests. All results were as expected.\n",
		total.Issued, total.Changed, total.Renewed, total.Imported, total.Deployed, total.Revoked, total.Requests)
}

// certificate returns the only certificate of the quickstart from the server.
func (d *demo) certificate() (mockserver.Certificate, error) {
	certificates := d.mock.Certificates(commonName)
	if len(certificates) != 1 {
		return mockserver.Certificate{}, fmt.Errorf("expected 1 certificate for %s on the server, got %d", commonName, len(certificates))
	}
	return certificates[0], nil
}

// expect compares the writes that the server has handled so far.
func (d *demo) expect(expected mockserver.Summary) error {
	got := d.mock.Summary()
	expected.Requests, expected.PeakConcurrency = got.Requests, got.PeakConcurrency
	if got != expected {
		return fmt.Errorf("expected the writes %+v on the server, got %+v", expected, got)
	}
	return nil
}

package main

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// play runs all parts of the story and stops at the first unexpected result.
func (d *demo) play(ctx context.Context) error {
	for _, part := range []func(context.Context) error{d.playQuickstart, d.playFleet} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	total := d.mock.Summary()
	changes := total.Issued + total.Changed + total.Renewed + total.Imported + total.Deployed + total.Revoked
	d.printf("\nEvery step did what its title states. The server received %d requests: %d orders, %d change of\n"+
		"settings, %d renewal, %d imports, %d deployments, %d revocations, and %d that only read.\n",
		total.Requests, total.Issued, total.Changed, total.Renewed, total.Imported, total.Deployed, total.Revoked, total.Requests-changes)
	return nil
}

// Values of variables that change the certificate in examples/quickstart.
const (
	withoutAutoRenew = "-var=auto_renew=false"
	withNewRotation  = "-var=rotation=second"
)

// playQuickstart manages the certificate in examples/quickstart from its order to its
// revocation.
func (d *demo) playQuickstart(ctx context.Context) error {
	d.printf("\nexamples/quickstart: one certificate for %s\n", quickstartName)
	var before mockserver.Certificate
	for _, s := range []step{
		{
			title:     "Plan the order. A plan only reads.",
			arguments: []string{"plan"},
			shows:     lines(`# tigertrust_certificate\.www will be created`, `^Plan: 1 to add, 0 to change, 0 to destroy`),
		},
		{
			title:     "Order the certificate, and wait until it is issued.",
			arguments: []string{"apply"},
			shows:     lines(`^serial_number = `),
			writes:    []string{"POST /api/certificates"},
			check: func(output string) (err error) {
				if before, err = d.certificate(quickstartName); err != nil {
					return err
				}
				return mustOutput(output, before.SerialNumber)
			},
		},
		{
			title:     "Change a setting. The certificate stays the same.",
			arguments: []string{"apply", withoutAutoRenew},
			shows:     lines(`www will be updated in-place`, `~ auto_renew += true -> false`, `^Plan: 0 to add, 1 to change, 0 to destroy`),
			writes:    []string{"PUT /api/certificates/1001"},
			check: func(string) error {
				after, err := d.certificate(quickstartName)
				if err == nil && (after.Settings.AutoRenew || after.SerialNumber != before.SerialNumber) {
					err = fmt.Errorf("expected another auto_renew and the same serial number, got %+v", after)
				}
				return err
			},
		},
		{
			title:     "Renew the certificate. It keeps its id and gets a new serial number.",
			arguments: []string{"apply", withoutAutoRenew, withNewRotation},
			shows:     lines(`www will be updated in-place`, `~ "?rotation"? += "first" -> "second"`, `~ serial_number += .* -> \(known after apply\)`, `^serial_number = `),
			writes:    []string{"POST /api/certificates/1001/renew"},
			check: func(output string) error {
				after, err := d.certificate(quickstartName)
				if err == nil && (after.ID != before.ID || after.SerialNumber == before.SerialNumber) {
					err = fmt.Errorf("expected the same id and a new serial number, got %+v", after)
				}
				if err != nil {
					return err
				}
				return mustOutput(output, after.SerialNumber)
			},
		},
		{
			title:     "Plan again. Nothing is left to do.",
			arguments: []string{"plan", withoutAutoRenew, withNewRotation},
			shows:     lines(`^No changes\.`),
		},
		{
			title:     "Destroy the certificate. The plan warns, because this revokes it.",
			arguments: []string{"destroy", withoutAutoRenew, withNewRotation},
			shows:     lines(`^Warning: This plan revokes a certificate that is still valid`, `www will be destroyed`, `^Plan: 0 to add, 0 to change, 1 to destroy`),
			writes:    []string{"POST /api/certificates/1001/revoke"},
			check:     func(string) error { return d.mustHaveStatus(quickstartName, "revoked", 1) },
		},
	} {
		s.cli = d.quickstart
		if err := d.run(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// lines compiles expressions for lines of Terraform's output.
func lines(expressions ...string) []*regexp.Regexp {
	compiled := make([]*regexp.Regexp, len(expressions))
	for i, expression := range expressions {
		compiled[i] = regexp.MustCompile(`(?m)` + expression)
	}
	return compiled
}

// mustOutput reports an error unless the output serial_number has a value.
func mustOutput(output, serialNumber string) error {
	if !strings.Contains(output, fmt.Sprintf("\nserial_number = %q\n", serialNumber)) {
		return fmt.Errorf("the serial number on the server is %s, and the output is another one", serialNumber)
	}
	return nil
}

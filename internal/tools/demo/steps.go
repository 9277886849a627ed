package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-exec/tfexec"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// commonName is the certificate's in the configuration.
const commonName = "www.example.com"

// play runs the steps of the main job in order and stops at the first that is
// not as it should be.
func (s *stage) play(ctx context.Context) error {
	for _, step := range []func(context.Context) error{
		s.initialise, s.planOrder, s.order, s.change, s.renew, s.planNothing, s.destroy,
		s.discover, s.takeOver, s.planTakenOver, s.giveBack,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	s.report()
	return nil
}

func (s *stage) initialise(ctx context.Context) error {
	s.say("terraform init: install the provider")
	return s.quickstart.Init(ctx)
}

func (s *stage) planOrder(ctx context.Context) error {
	s.say("terraform plan: what would be ordered")
	changes, err := s.quickstart.Plan(ctx)
	if err != nil {
		return err
	}
	if !changes {
		return errors.New("the plan has no change, but nothing was ordered yet")
	}
	return s.expect(mockserver.Summary{})
}

func (s *stage) order(ctx context.Context) error {
	s.say("terraform apply: order the certificate and wait until it is issued")
	if err := s.quickstart.Apply(ctx); err != nil {
		return err
	}
	if err := s.expect(mockserver.Summary{Issued: 1}); err != nil {
		return err
	}
	outputs, err := s.quickstart.Output(ctx)
	if err != nil {
		return err
	}
	certificate, err := s.certificate()
	if err != nil {
		return err
	}
	if serial := string(outputs["serial_number"].Value); serial != fmt.Sprintf("%q", certificate.SerialNumber) {
		return fmt.Errorf("terraform says the serial number is %s, the server says %q", serial, certificate.SerialNumber)
	}
	return nil
}

// The changes that the demo makes.
func withoutAutoRenew() *tfexec.VarOption { return tfexec.Var("auto_renew=false") }
func withNewRotation() *tfexec.VarOption  { return tfexec.Var("rotation=second") }

func (s *stage) change(ctx context.Context) error {
	s.say("terraform apply: change auto_renew, which keeps the certificate")
	if err := s.quickstart.Apply(ctx, withoutAutoRenew()); err != nil {
		return err
	}
	certificate, err := s.certificate()
	if err != nil {
		return err
	}
	if certificate.Settings.AutoRenew {
		return errors.New("the certificate still renews itself")
	}
	return s.expect(mockserver.Summary{Issued: 1, Changed: 1})
}

func (s *stage) renew(ctx context.Context) error {
	s.say("terraform apply: renew the certificate, which keeps its id")
	before, err := s.certificate()
	if err != nil {
		return err
	}
	if err := s.quickstart.Apply(ctx, withoutAutoRenew(), withNewRotation()); err != nil {
		return err
	}
	after, err := s.certificate()
	if err != nil {
		return err
	}
	if after.ID != before.ID || after.SerialNumber == before.SerialNumber {
		return fmt.Errorf("certificate %d with the serial number %s became %d with %s", before.ID, before.SerialNumber, after.ID, after.SerialNumber)
	}
	return s.expect(mockserver.Summary{Issued: 1, Changed: 1, Renewed: 1})
}

func (s *stage) planNothing(ctx context.Context) error {
	s.say("terraform plan: nothing is left to do")
	changes, err := s.quickstart.Plan(ctx, withoutAutoRenew(), withNewRotation())
	if err != nil {
		return err
	}
	if changes {
		return errors.New("the plan has changes right after an apply")
	}
	return nil
}

func (s *stage) destroy(ctx context.Context) error {
	s.say("terraform destroy: revoke the certificate")
	if err := s.quickstart.Destroy(ctx, withoutAutoRenew(), withNewRotation()); err != nil {
		return err
	}
	certificate, err := s.certificate()
	if err != nil {
		return err
	}
	if certificate.Status != "revoked" {
		return fmt.Errorf("the certificate is %s, not revoked", certificate.Status)
	}
	return s.expect(mockserver.Summary{Issued: 1, Changed: 1, Renewed: 1, Revoked: 1})
}

// report prints what the mock saw.
func (s *stage) report() {
	s.say("What TigerTrust saw")
	for _, entry := range s.mock.Journal() {
		line := fmt.Sprintf("%-4s %s", entry.Method, entry.Path)
		if len(entry.Query) > 0 {
			line += "?" + entry.Query.Encode()
		}
		fmt.Printf("%s  %d  %s\n", line, entry.Status, entry.Body)
	}
	saw := s.mock.Summary()
	fmt.Printf("\n%d certificates issued, %d changed, %d renewed, %d imported, %d deployed, %d revoked, with %d requests. Everything was as it should be.\n",
		saw.Issued, saw.Changed, saw.Renewed, saw.Imported, saw.Deployed, saw.Revoked, saw.Requests)
}

// certificate returns the one certificate of the demo as the server has it.
func (s *stage) certificate() (mockserver.Certificate, error) {
	certificates := s.mock.Certificates(commonName)
	if len(certificates) != 1 {
		return mockserver.Certificate{}, fmt.Errorf("the server has %d certificates for %s, not one", len(certificates), commonName)
	}
	return certificates[0], nil
}

// expect compares what has happened on the server so far, requests aside.
func (s *stage) expect(want mockserver.Summary) error {
	got := s.mock.Summary()
	want.Requests, want.PeakConcurrency = got.Requests, got.PeakConcurrency
	if got != want {
		return fmt.Errorf("the server saw %+v, not %+v", got, want)
	}
	return nil
}

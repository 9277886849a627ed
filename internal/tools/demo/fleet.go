package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// expiring is a certificate that the check in the example has to warn of.
const expiring = "soon.example.com"

// discover gives the account what an agent has found, and a certificate that
// is about to expire.
func (s *stage) discover(ctx context.Context) error {
	s.say("An agent finds two certificates, and another one is about to expire")
	for _, name := range []string{"legacy.example.com", "intranet.example.com"} {
		fmt.Printf("Discovered: %d %s\n", s.mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: name, AgentID: "agent-prod-01"}), name)
	}
	now := time.Now()
	s.mock.Seed(mockserver.Seed{CommonName: expiring, ValidFrom: now.AddDate(0, -2, 0), ValidTo: now.AddDate(0, 0, 10)})
	fmt.Println("Expires in 10 days:", expiring)
	return s.fleet.Init(ctx)
}

// takeOver applies the example with all parts: import, order, deploy, look.
func (s *stage) takeOver(ctx context.Context) error {
	s.say("terraform apply: import what was found, order and deploy another one, and see what expires")
	var output bytes.Buffer
	s.fleet.SetStdout(io.MultiWriter(os.Stdout, &output))
	defer s.fleet.SetStdout(os.Stdout)
	if err := s.fleet.Apply(ctx); err != nil {
		return err
	}
	if !strings.Contains(output.String(), "These certificates expire within 30 days") || !strings.Contains(output.String(), expiring) {
		return errors.New("the check does not warn of the certificate that is about to expire")
	}
	return s.expect(mockserver.Summary{Issued: 2, Changed: 1, Renewed: 1, Revoked: 1, Imported: 2, Deployed: 1})
}

func (s *stage) planTakenOver(ctx context.Context) error {
	s.say("terraform plan: nothing is left to do")
	before := s.mock.Summary()
	if _, err := s.fleet.Plan(ctx); err != nil {
		return err
	}
	return s.expect(before)
}

func (s *stage) giveBack(ctx context.Context) error {
	s.say("terraform destroy: revoke what Terraform ordered, and leave alone what it did not")
	if err := s.fleet.Destroy(ctx); err != nil {
		return err
	}
	return s.expect(mockserver.Summary{Issued: 2, Changed: 1, Renewed: 1, Revoked: 2, Imported: 2, Deployed: 1})
}

package provider_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/provider"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// Terraform and OpenTofu look for the provider in different registries, and both
// find a provider that was started for a debugger.
func TestDebug_AttachesUnderBothAddresses(t *testing.T) {
	env := acctest.New(t, mockserver.Options{})
	// The built provider uses the system clock.
	env.Clock.Advance(time.Since(acctest.Start))
	binary := acctest.BuildProvider(t)
	for _, address := range []string{provider.Address, provider.OpenTofuAddress} {
		terraform := env.Terraform(t)
		binary.Attach(terraform)
		terraform.Apply(fmt.Sprintf("terraform {\n  required_providers {\n    tigertrust = { source = %q }\n  }\n}\n", address) + env.Config(anyCertificate)).MustSucceed()
	}
	if issued := env.Mock.Summary().Issued; issued != 2 {
		t.Errorf("%d certificates were issued, want 2", issued)
	}
}

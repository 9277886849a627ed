package discovery_test

import (
	"fmt"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const (
	address    = "tigertrust_discovered_import.test"
	importPath = "/api/discovered-certificates/*/import"
	commonName = "legacy.example.com"
)

// importBlock returns the resource of most tests.

func importBlock(discovered int64, attributes string) string {
	return fmt.Sprintf("resource \"tigertrust_discovered_import\" \"test\" {\n  discovered_certificate_id = %d\n%s\n}\n", discovered, attributes)
}

// newEnvWithDiscovered starts a mock with one discovered certificate.

func newEnvWithDiscovered(t *testing.T, options mockserver.Options) (*acctest.Environment, int64) {
	t.Helper()
	env := acctest.New(t, options)
	return env, env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: commonName})
}

// mustHaveManaged returns the managed certificate in the state.
func mustHaveManaged(t *testing.T, env *acctest.Environment, tf *acctest.Terraform) mockserver.Certificate {
	t.Helper()
	id := tf.Instance(address).Attributes["certificate_id"]
	certificate, ok := env.Mock.Certificate(acctest.Number(id))
	if !ok {
		t.Fatalf("the mock has no certificate %v", id)
	}
	return certificate
}

// Two discovered certificates can be the same certificate on two hosts.

package acceptance

import (
	"fmt"
	"os"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

// deploymentArguments returns the target and the agent of the environment.
func deploymentArguments(t *testing.T) string {
	t.Helper()
	arguments := fmt.Sprintf("targets = [%q]", variable(t, "TIGERTRUST_TEST_TARGET", "deploy to this target"))
	if agent := os.Getenv("TIGERTRUST_TEST_AGENT"); agent != "" {
		arguments += fmt.Sprintf("\n  agent_id = %q", agent)
	}
	return arguments
}

// deploymentConfig returns a deployment of the certificate of a test.
func deploymentConfig(arguments string) string {
	return fmt.Sprintf(`
resource "tigertrust_certificate_deployment" "test" {
  certificate_id          = tigertrust_certificate.test.id
  certificate_fingerprint = tigertrust_certificate.test.fingerprint
  %s
}
`, arguments)
}

func TestAccDeployment_DeploysToTarget(t *testing.T) {
	arguments := deploymentArguments(t)
	name := newName(t)
	run(t, isRevoked(name), resource.TestStep{
		Config: certificateConfig(name, "") + deploymentConfig(arguments),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue("tigertrust_certificate_deployment.test", tfjsonpath.New("last_deployed_at"), knownvalue.NotNull()),
		},
	})
}

func TestAccDiscoveredImport_ImportsCertificate(t *testing.T) {
	id := variable(t, "TIGERTRUST_TEST_DISCOVERED_ID", "import this discovered certificate, which cannot be undone")
	run(t, nil, resource.TestStep{
		Config: fmt.Sprintf(`
resource "tigertrust_discovered_import" "test" {
  discovered_certificate_id = %q
  auto_renew                = false
}
`, id),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue("tigertrust_discovered_import.test", tfjsonpath.New("certificate_id"), knownvalue.NotNull()),
		},
	})
}

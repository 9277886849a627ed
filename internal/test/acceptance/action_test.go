package acceptance

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"
)

// actionConfig returns a certificate, and an action that runs after it is issued.
func actionConfig(name, action, arguments string) string {
	return certificateConfig(name, "") + fmt.Sprintf(`
action %[1]q "test" {
  config {
    %[2]s
  }
}
resource "terraform_data" "trigger" {
  input = tigertrust_certificate.test.id
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.%[1]s.test]
    }
  }
}
`, action, arguments)
}

// runAction runs a test of an action, which needs Terraform 1.14.
func runAction(t *testing.T, name string, step resource.TestStep) {
	t.Helper()
	runFrom(t, tfversion.SkipBelow(tfversion.Version1_14_0), isRevoked(name), step)
}

func TestAccAction_Renews(t *testing.T) {
	name := newName(t)
	runAction(t, name, resource.TestStep{
		Config: actionConfig(name, "tigertrust_certificate_renew", "certificate_id = tigertrust_certificate.test.id\n    method = \"acme\""),
		// The certificate in the state is the one before the renewal.
	})
}

func TestAccAction_Revokes(t *testing.T) {
	name := newName(t)
	runAction(t, name, resource.TestStep{
		Config: actionConfig(name, "tigertrust_certificate_revoke", "certificate_id = tigertrust_certificate.test.id\n    revocation_reason = \"cessationOfOperation\""),
		// The plan after it replaces the revoked certificate.
		ExpectNonEmptyPlan: true,
	})
}

func TestAccAction_Deploys(t *testing.T) {
	arguments := deploymentArguments(t)
	name := newName(t)
	runAction(t, name, resource.TestStep{
		Config: actionConfig(name, "tigertrust_certificate_deploy", "certificate_id = tigertrust_certificate.test.id\n    "+arguments),
	})
}

// A server with a certificate of its own does not serve that of the test.
func TestAccAction_Verify_ReportsOtherCertificate(t *testing.T) {
	name := newName(t)
	runAction(t, name, resource.TestStep{
		Config: actionConfig(name, "tigertrust_certificate_verify",
			fmt.Sprintf("certificate_id = tigertrust_certificate.test.id\n    endpoints = [%q]\n    timeout = \"2s\"", newTLSServer(t))),
		ExpectError: regexp.MustCompile(`(?s)serve`),
	})
}

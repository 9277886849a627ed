package acceptance

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

const address = "tigertrust_certificate.test"

// certificateConfig returns the configuration of a certificate that TigerTrust does
// not renew.
func certificateConfig(name, more string) string {
	return fmt.Sprintf(`
resource "tigertrust_certificate" "test" {
  common_name         = %q
  auto_renew          = false
  revocation_reason   = "cessationOfOperation"
  revocation_comments = "Acceptance test"
  %s
}
`, name, more)
}

// isRevoked checks that all certificates for a name are revoked.
func isRevoked(name string) resource.TestCheckFunc {
	return func(*terraform.State) error {
		client, err := newClient()
		if err != nil {
			return err
		}
		found, err := client.AllCertificates(context.Background(), tigertrust.CertificateQuery{Search: name})
		if err != nil {
			return err
		}
		for i := range found {
			if found[i].CommonName != nil && strings.EqualFold(*found[i].CommonName, name) && !isOver(&found[i]) {
				return fmt.Errorf("certificate %v (%s) is not revoked", found[i].ID, name)
			}
		}
		return nil
	}
}

// isPlanned checks the action that a plan shows for the certificate.
func isPlanned(action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)}}
}

func TestAccCertificate_OrderUpdateImport(t *testing.T) {
	name := newName(t)
	path := tfjsonpath.New[string]
	run(t, isRevoked(name),
		resource.TestStep{
			Config:           certificateConfig(name, ""),
			ConfigPlanChecks: isPlanned(plancheck.ResourceActionCreate),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(address, path("id"), knownvalue.NotNull()),
				statecheck.ExpectKnownValue(address, path("common_name"), knownvalue.StringExact(name)),
				statecheck.ExpectKnownValue(address, path("certificate_pem"), knownvalue.NotNull()),
			},
		},
		resource.TestStep{
			Config:           certificateConfig(name, "renewal_threshold_days = 7"),
			ConfigPlanChecks: isPlanned(plancheck.ResourceActionUpdate),
		},
		resource.TestStep{
			Config:            certificateConfig(name, "renewal_threshold_days = 7"),
			ResourceName:      address,
			ImportState:       true,
			ImportStateVerify: true,
			// The API does not return what Terraform sends or decides, and an import
			// does not read the list.
			ImportStateVerifyIgnore: []string{
				"adopt_existing", "auto_renew", "deployment_targets", "on_destroy", "renewal", "renewal_due_at", "renewal_threshold_days",
				"revocation_comments", "revocation_reason", "timeouts", "validity_days",
				"certificate_authority_id", "created_at", "renewal_status",
			},
		},
	)
}

func TestAccCertificate_Renewal_KeepsID(t *testing.T) {
	name := newName(t)
	renewal := func(trigger string) string {
		return certificateConfig(name, fmt.Sprintf("renewal = { method = \"acme\", triggers = { run = %q } }", trigger))
	}
	sameID := statecheck.CompareValue(compare.ValuesSame())
	otherPEM := statecheck.CompareValue(compare.ValuesDiffer())
	checks := func() []statecheck.StateCheck {
		return []statecheck.StateCheck{
			sameID.AddStateValue(address, tfjsonpath.New("id")), otherPEM.AddStateValue(address, tfjsonpath.New("certificate_pem")),
		}
	}
	run(t, isRevoked(name),
		resource.TestStep{Config: renewal("1"), ConfigStateChecks: checks()},
		resource.TestStep{Config: renewal("2"), ConfigPlanChecks: isPlanned(plancheck.ResourceActionUpdate), ConfigStateChecks: checks()},
	)
}

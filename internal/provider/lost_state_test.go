package provider_test

import (
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// fleetOfKinds is a fleet of 200 certificates with different arguments.
const fleetOfKinds = `
variable "size" {
  type    = number
  default = 50
}

resource "tigertrust_certificate" "plain" {
  count       = var.size
  common_name = "host-${count.index}.example.com"
}

resource "tigertrust_certificate" "full" {
  count                     = var.size
  common_name               = "Full-${count.index}.example.com"
  subject_alternative_names = ["www.full-${count.index}.example.com", "192.0.2.${count.index}"]
  certificate_authority_id  = 6
  key_type                  = "ECDSA"
  key_size                  = 384
  validity_days             = 60
  auto_renew                = false
  renewal_threshold_days    = 20
  deployment_targets        = ["nginx-main"]
}

resource "tigertrust_certificate" "renewed" {
  count       = var.size
  common_name = "*.renewed-${count.index}.example.com"
  renewal     = { method = "acme", min_days_remaining = 20, triggers = { rotation = "1" } }

  lifecycle {
    create_before_destroy = true
  }
}

resource "tigertrust_certificate" "rsa" {
  count       = var.size
  common_name = "rsa-${count.index}.example.com"
  key_type    = "RSA"
  on_destroy  = "revoke"
}

resource "tigertrust_certificate_deployment" "full" {
  count          = 3
  certificate_id = tigertrust_certificate.full[count.index].id
  agent_id       = "agent-prod-01"
  targets        = ["nginx-main"]
}

resource "tigertrust_discovered_import" "legacy" {
  discovered_certificate_id = DISCOVERED
  certificate_authority_id  = 5
}
`

// A fleet whose state file is lost comes back in one apply, without an order. The
// number of list requests depends on the number of pages only.
func TestLostState_FleetComesBack(t *testing.T) {
	for name, test := range map[string]struct {
		options mockserver.Options
		size    int
	}{
		"as documented":     {mockserver.Options{}, 50},
		"settings returned": {mockserver.Options{Fields: mockserver.IncludeSettings()}, 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TF_VAR_size", strconv.Itoa(test.size))
			env := acctest.New(t, test.options)
			discovered := env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "legacy.example.com"})
			body := strings.ReplaceAll(fleetOfKinds, "DISCOVERED", strconv.FormatInt(discovered, 10))
			tf := env.Terraform(t)
			tf.Apply(env.Config(body), "-parallelism=20").MustSucceed()
			before := env.Mock.Summary()
			env.Clock.Advance(3 * time.Hour)
			if err := os.Remove(tf.Path("terraform.tfstate")); err != nil {
				t.Fatal(err)
			}
			env.Mock.ResetJournal()

			t.Setenv("TIGERTRUST_ADOPT_EXISTING", "true")
			run := tf.Apply("", "-parallelism=20").MustSucceed()
			run.MustWarn("Existing certificates were adopted")
			run.MustNotMention("duplicate")
			journal := env.Mock.Journal()
			if orders := journal.Count(http.MethodPost, certificatesPath); orders != 0 {
				t.Errorf("%d orders", orders)
			}
			t.Logf("%d list requests, %d others", journal.Count(http.MethodGet, certificatesPath), journal.Count(http.MethodGet, certificatePath))
			// The plan and the apply are two runs, with three pages each.
			if lists := journal.Count(http.MethodGet, certificatesPath); lists > 2*(2*3+1) {
				t.Errorf("%d list requests for 200 certificates", lists)
			}
			if after := env.Mock.Summary(); after.Issued != before.Issued || after.Revoked != before.Revoked {
				t.Errorf("before %+v, after %+v", before, after)
			}
			t.Setenv("TIGERTRUST_ADOPT_EXISTING", "")
			tf.Plan("").MustSucceed()
			if plan := tf.Plan("", "-detailed-exitcode"); !plan.Succeeded {
				t.Errorf("the next plan changes %v", plan.Changes)
			}
		})
	}
}

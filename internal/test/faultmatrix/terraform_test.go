package faultmatrix_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// small is a certificate with all that may hang on one, and an import.
func small(env *acctest.Environment, discovered int64, trigger string) string {
	return env.Config(fmt.Sprintf(`
resource "tigertrust_certificate" "it" {
  common_name        = "www.example.com"
  deployment_targets = ["nginx-main"]
  renewal            = { method = "acme", triggers = { reason = %q } }
}
resource "tigertrust_certificate_deployment" "it" {
  certificate_id          = tigertrust_certificate.it.id
  certificate_fingerprint = tigertrust_certificate.it.fingerprint
  targets                 = ["nginx-main"]
}
resource "tigertrust_discovered_import" "it" {
  discovered_certificate_id = %d
}
data "tigertrust_certificate_stats" "all" {}
`, trigger, discovered))
}

// TestWorstFaultsThroughTerraform has the faults that can lose or double
// something happen under a real Terraform, in a run that orders, deploys and
// imports, one that renews, and one that destroys.
func TestWorstFaultsThroughTerraform(t *testing.T) {
	t.Parallel()
	always := mockserver.Always
	for name, fault := range map[string]mockserver.Fault{
		"orders are dropped after":         {Method: http.MethodPost, Path: list, Kind: mockserver.FaultDropAfter, Times: always},
		"orders fail after":                {Method: http.MethodPost, Path: list, Kind: mockserver.FaultErrorAfter, Times: always},
		"orders are answered with garbage": {Method: http.MethodPost, Path: list, Kind: mockserver.FaultGarbage, Times: always},
		"an order is dropped before":       {Method: http.MethodPost, Path: list, Kind: mockserver.FaultDropBefore},
		"orders are dropped before":        {Method: http.MethodPost, Path: list, Kind: mockserver.FaultDropBefore, Times: always},
		"imports are dropped after":        {Method: http.MethodPost, Path: imports, Kind: mockserver.FaultDropAfter, Times: always},
		"renewals are dropped after":       {Method: http.MethodPost, Path: renewals, Kind: mockserver.FaultDropAfter, Times: always},
		"renewals fail before":             {Method: http.MethodPost, Path: renewals, Kind: mockserver.FaultErrorBefore, Times: always},
		"deployments are truncated":        {Method: http.MethodPost, Path: deployments, Kind: mockserver.FaultTruncated, Times: 3},
		"revocations are dropped after":    {Method: http.MethodPost, Path: revocations, Kind: mockserver.FaultDropAfter, Times: always},
		"settings are refused":             {Method: http.MethodPut, Path: one, Kind: mockserver.FaultErrorBefore, Times: always},
		"reading is unauthorized":          {Method: http.MethodGet, Path: one, Kind: mockserver.FaultUnauthorized, Times: always},
		"lists come from a proxy":          {Method: http.MethodGet, Path: list, Kind: mockserver.FaultProxyNotFoundHTML, Times: always},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			discovered := env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "found.example.com"})
			tf := env.Terraform(t)
			for _, trigger := range []string{"1", "2"} {
				env.Mock.Inject(fault)
				tf.Apply(small(env, discovered, trigger))
				env.Mock.ClearFaults()
				tf.Apply("").MustSucceed()
				if run := tf.Plan("").MustSucceed(); len(run.Changes) > 0 {
					t.Errorf("left to do: %+v", run.Changes)
				}
				mustHoldTheOneCertificate(t, env, tf)
			}
			env.Mock.Inject(fault)
			tf.Destroy()
			env.Mock.ClearFaults()
			tf.Destroy().MustSucceed()
			if summary := env.Mock.Summary(); summary.Issued != 1 || summary.Renewed != 1 || summary.Imported != 1 || summary.Revoked != 1 {
				t.Errorf("each had to be done once: %+v", summary)
			}
		})
	}
}

func mustHoldTheOneCertificate(t *testing.T, env *acctest.Environment, tf *acctest.Terraform) {
	t.Helper()
	live := slices.DeleteFunc(env.Mock.Certificates("www.example.com"), func(c mockserver.Certificate) bool { return c.Status == "revoked" })
	if len(live) != 1 {
		t.Fatalf("the server has %d certificates", len(live))
	}
	held := tf.Instance("tigertrust_certificate.it")
	if held.Tainted || held.Attributes["id"] != float64(live[0].ID) || held.Attributes["serial_number"] != live[0].SerialNumber {
		t.Errorf("the state holds %+v", held)
	}
	if !slices.Equal(live[0].Settings.DeploymentTargets, []string{"nginx-main"}) || len(live[0].Locations) == 0 {
		t.Errorf("the certificate has the targets %v and is at %v", live[0].Settings.DeploymentTargets, live[0].Locations)
	}
}

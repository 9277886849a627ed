package faultmatrix_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// smallConfig returns the configuration of a certificate with a deployment, an
// import and a data source.
func smallConfig(env *acctest.Environment, discovered int64, trigger string) string {
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

// Faults that can lose or duplicate something occur in an apply that orders,
// deploys and imports, in one that renews, and in a destroy.
func TestTerraform_WorstFaults_WriteOnce(t *testing.T) {
	t.Parallel()
	always := mockserver.Always
	for name, fault := range map[string]mockserver.Fault{
		"order responses are lost":           {Method: http.MethodPost, Path: list, Kind: mockserver.FaultDropAfter, Times: always},
		"orders succeed with status 500":     {Method: http.MethodPost, Path: list, Kind: mockserver.FaultErrorAfter, Times: always},
		"order responses are garbage":        {Method: http.MethodPost, Path: list, Kind: mockserver.FaultGarbage, Times: always},
		"one order is lost":                  {Method: http.MethodPost, Path: list, Kind: mockserver.FaultDropBefore},
		"orders are lost":                    {Method: http.MethodPost, Path: list, Kind: mockserver.FaultDropBefore, Times: always},
		"import responses are lost":          {Method: http.MethodPost, Path: imports, Kind: mockserver.FaultDropAfter, Times: always},
		"renewal responses are lost":         {Method: http.MethodPost, Path: renewals, Kind: mockserver.FaultDropAfter, Times: always},
		"renewals fail":                      {Method: http.MethodPost, Path: renewals, Kind: mockserver.FaultErrorBefore, Times: always},
		"deployment responses are truncated": {Method: http.MethodPost, Path: deployments, Kind: mockserver.FaultTruncated, Times: 3},
		"revocation responses are lost":      {Method: http.MethodPost, Path: revocations, Kind: mockserver.FaultDropAfter, Times: always},
		"updates fail":                       {Method: http.MethodPut, Path: one, Kind: mockserver.FaultErrorBefore, Times: always},
		"reads are unauthorized":             {Method: http.MethodGet, Path: one, Kind: mockserver.FaultUnauthorized, Times: always},
		"lists return 404 from a proxy":      {Method: http.MethodGet, Path: list, Kind: mockserver.FaultProxyNotFoundHTML, Times: always},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			discovered := env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "found.example.com"})
			tf := env.Terraform(t)
			for _, trigger := range []string{"1", "2"} {
				env.Mock.Inject(fault)
				tf.Apply(smallConfig(env, discovered, trigger))
				env.Mock.ClearFaults()
				tf.Apply("").MustSucceed()
				if run := tf.Plan("").MustSucceed(); len(run.Changes) > 0 {
					t.Errorf("expected no changes, got %+v", run.Changes)
				}
				mustHaveOneCertificate(t, env, tf)
			}
			env.Mock.Inject(fault)
			tf.Destroy()
			env.Mock.ClearFaults()
			tf.Destroy().MustSucceed()
			if summary := env.Mock.Summary(); summary.Issued != 1 || summary.Renewed != 1 || summary.Imported != 1 || summary.Revoked != 1 {
				t.Errorf("expected each write once, got %+v", summary)
			}
		})
	}
}

func mustHaveOneCertificate(t *testing.T, env *acctest.Environment, tf *acctest.Terraform) {
	t.Helper()
	live := slices.DeleteFunc(env.Mock.Certificates("www.example.com"), func(c mockserver.Certificate) bool { return c.Status == "revoked" })
	if len(live) != 1 {
		t.Fatalf("expected 1 certificate on the server, got %d", len(live))
	}
	held := tf.Instance("tigertrust_certificate.it")
	if held.Tainted || held.Attributes["id"] != acctest.ID(live[0].ID) || held.Attributes["serial_number"] != live[0].SerialNumber {
		t.Errorf("expected certificate %d in the state, got %+v", live[0].ID, held)
	}
	if !slices.Equal(live[0].Settings.DeploymentTargets, []string{"nginx-main"}) || len(live[0].Locations) == 0 {
		t.Errorf("expected the target nginx-main and a location, got %v and %v", live[0].Settings.DeploymentTargets, live[0].Locations)
	}
}

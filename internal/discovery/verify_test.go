package discovery_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestCreate_ResponseAboutAnotherCertificate_IsLost(t *testing.T) {
	t.Parallel()
	existing := map[string]mockserver.Seed{
		"other name":     {CommonName: "other.example.com"},
		"same name":      {CommonName: commonName, ValidFrom: acctest.Start.AddDate(0, 0, -30)},
		"same name, new": {CommonName: commonName},
	}
	for kind, imports := range map[mockserver.FaultKind]int{mockserver.FaultOtherAfter: 1, mockserver.FaultOtherBefore: 2} {
		for form, options := range map[string]mockserver.Options{"certificate": {}, "id": {CreateResponse: mockserver.RespondID}} {
			for name, seed := range existing {
				t.Run(fmt.Sprintf("%s/%s/%s", kind, form, name), func(t *testing.T) {
					t.Parallel()
					env, id := newEnvWithDiscovered(t, options)
					other := env.Mock.Seed(seed)
					env.Mock.Inject(mockserver.Fault{Method: http.MethodPost, Path: importPath, Kind: kind, Other: other})
					imported := env.Protocol(t).Resource("tigertrust_discovered_import")
					config := acctest.Attributes{"discovered_certificate_id": id, "auto_renew": true, "on_destroy": "revoke"}
					run := imported.Apply(config).MustSucceed()
					if kind == mockserver.FaultOtherAfter {
						run.MustWarn(fmt.Sprintf(`(?s)recovered after a lost response.*the request was the import of discovered certificate %d, and certificate %d in the response`, id, other))
					}
					if got := imported.Attribute("certificate_id"); got == acctest.ID(other) {
						t.Errorf("the state has certificate %v", got)
					}
					if sent := env.Mock.Journal().Count(http.MethodPost, importPath); sent != imports {
						t.Errorf("%d imports, want %d", sent, imports)
					}
					env.Clock.Advance(2 * time.Minute)
					imported.Refresh().MustHaveNoDiagnostics()
					imported.Destroy().MustSucceed()
					if env.Mock.Journal().Count(http.MethodPut, fmt.Sprintf("/api/certificates/%d", other)) != 0 {
						t.Error("the settings of the other certificate were changed")
					}
					if seeded, _ := env.Mock.Certificate(other); seeded.Status == "revoked" {
						t.Error("the other certificate is revoked")
					}
				})
			}
		}
	}
}

// Two discovered certificates may become the same managed certificate.
func TestCreate_SameCertificateTwice_IsAccepted(t *testing.T) {
	t.Parallel()
	env, id := newEnvWithDiscovered(t, mockserver.Options{})
	provider := env.Protocol(t)
	provider.Resource("tigertrust_discovered_import").Apply(acctest.Attributes{"discovered_certificate_id": id}).MustHaveNoDiagnostics()
	provider.Resource("tigertrust_discovered_import").Apply(acctest.Attributes{"discovered_certificate_id": id}).MustSucceed().
		MustWarn("was imported earlier")
}

package mockserver_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestImport_OnceOnly(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	found := s.SeedDiscovered(mockserver.DiscoveredCertificate{
		CommonName: "a.example.com", Source: "kubernetes", AgentID: "agent-k8s", Hostname: "node-1", Path: "default/tls",
	})
	target := fmt.Sprintf("/api/discovered-certificates/%d/import", found)
	a := sendOK(t, s, http.MethodPost, target, `{"certificateAuthorityId":6,"renewalThresholdDays":14}`)
	c, d := storedCertificate(t, s, idOf(t, a)), must(s.DiscoveredCertificate(found))
	if a.status != http.StatusCreated || c.CertificateAuthorityID != 6 || !c.Settings.AutoRenew ||
		c.Settings.RenewalThresholdDays != 14 || c.Fingerprint != d.Fingerprint || d.CertificateID != c.ID {
		t.Errorf("%d, %+v, %+v", a.status, c, d)
	}
	if len(c.Locations) != 1 || c.Locations[0].Path != "default/tls" {
		t.Errorf("locations %+v", c.Locations)
	}

	again := send(t, s, http.MethodPost, target, `{}`)
	if again.details()["certificateId"] != float64(c.ID) {
		t.Errorf("%d %s", again.status, again.raw)
	}
	s.Configure(func(o *mockserver.Options) { o.HideImportedID = true })
	if again := send(t, s, http.MethodPost, target, `{}`); again.code() != "ALREADY_IMPORTED" || len(again.details()) != 0 {
		t.Errorf("%d %s", again.status, again.raw)
	}
	s.Configure(func(o *mockserver.Options) { o.DiscoveredNotFoundAsCertificate = true })
	if unknown := send(t, s, http.MethodPost, "/api/discovered-certificates/9/import", `{}`); unknown.code() != "CERTIFICATE_NOT_FOUND" {
		t.Errorf("%d %s", unknown.status, unknown.raw)
	}
}

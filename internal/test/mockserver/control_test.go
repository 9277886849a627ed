package mockserver_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestControlHandler_Endpoints(t *testing.T) {
	s := newMock(t, mockserver.Options{IssuanceDelay: -1})
	control := s.ControlHandler()
	id := createCertificate(t, s, "a.example.com")
	on := func(operation string) string { return fmt.Sprintf("/certificates/%d%s", id, operation) }

	for _, step := range []struct {
		method, target, body string
		status               int
	}{
		{"POST", on("/renew"), "", http.StatusConflict},
		{"POST", on("/complete-issuance"), "", http.StatusNoContent},
		{"POST", on("/renew"), "", http.StatusNoContent},
		{"POST", on("/unknown"), "", http.StatusNotFound},
		{"POST", "/certificates/9/renew", "", http.StatusNotFound},
		{"POST", "/certificates/x/renew", "", http.StatusBadRequest},
		{"GET", on(""), "", http.StatusOK},
		{"GET", "/certificates/9", "", http.StatusNotFound},
		{"POST", "/faults", `{"kind":"slow","delay":"5ms","path":"/api/certificates/*"}`, http.StatusNoContent},
		{"POST", "/faults", `{"kind":"tyop"}`, http.StatusBadRequest},
		{"POST", "/faults", `{"kind":"slow","delay":"soon"}`, http.StatusBadRequest},
		{"POST", "/faults", `{"kind":"slow","until":"soon"}`, http.StatusBadRequest},
		{"GET", "/faults", "", http.StatusOK},
		{"DELETE", "/faults", "", http.StatusNoContent},
		{"POST", "/clock", `{"advance":"1440h"}`, http.StatusNoContent},
		{"POST", "/clock", `{"advance":"-1h"}`, http.StatusBadRequest},
		{"POST", "/agents/agent-prod-01/offline", "", http.StatusNoContent},
		{"POST", "/agents/agent-none/offline", "", http.StatusNotFound},
		{"POST", "/agents/agent-prod-01/unknown", "", http.StatusNotFound},
		{"GET", "/summary", "", http.StatusOK},
		{"GET", "/journal?method=POST", "", http.StatusOK},
		{"GET", "/api/certificates", "", http.StatusNotFound},
		{"POST", on("/revoke"), "", http.StatusNoContent},
	} {
		if a := send(t, control, step.method, step.target, step.body); a.status != step.status {
			t.Errorf("%s %s %s: %d %s", step.method, step.target, step.body, a.status, a.raw)
		}
	}
	if c := storedCertificate(t, s, id); c.Status != "revoked" {
		t.Errorf("status %s", c.Status)
	}

	journal := send(t, control, http.MethodGet, "/journal", "")
	if !strings.Contains(journal.raw, `"commonName\":\"a.example.com`) || strings.Contains(journal.raw, mockserver.DefaultAPIKey) {
		t.Errorf("journal %s", journal.raw)
	}
	send(t, control, http.MethodDelete, "/journal", "")
	if len(s.Journal()) != 0 {
		t.Error("the journal was not reset")
	}
}

func TestControlHandler_CrossSite_Rejected(t *testing.T) {
	r := newRequest(t, http.MethodPost, "/clock", `{"advance":"1h"}`)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if a := serveRequest(t, newMock(t, mockserver.Options{}).ControlHandler(), r); a.status != http.StatusForbidden {
		t.Errorf("got %d %s", a.status, a.raw)
	}
}

func TestServer_ChangesState(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	id := createCertificate(t, s, "a.example.com")
	for _, err := range []error{
		s.SetSettings(id, func(settings *mockserver.Settings) { settings.RenewalThresholdDays = 3 }),
		s.SetLocations(id, mockserver.Location{AgentID: "agent-01"}),
		s.Revoke(id, "keyCompromise"),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	c := storedCertificate(t, s, id)
	if c.Settings.RenewalThresholdDays != 3 || len(c.Locations) != 1 || c.RevocationReason != "keyCompromise" {
		t.Errorf("%+v", c)
	}
	if err := s.Delete(id); err != nil {
		t.Fatal(err)
	}
	if a := send(t, s, http.MethodGet, certificatePath(id), ""); a.code() != "CERTIFICATE_NOT_FOUND" {
		t.Errorf("%d %s", a.status, a.raw)
	}
}

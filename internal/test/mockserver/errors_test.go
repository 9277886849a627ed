package mockserver_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// errorCase is a valid request that is rejected with an error code.
type errorCase struct {
	code, method, target, body string
}

// errorCases seeds a server and returns requests for each error code: the six of
// the reference and the undocumented conflicts.
func errorCases(t *testing.T, s *mockserver.Server) []errorCase {
	t.Helper()
	active := createCertificate(t, s, "active.example.com")
	revoked := createCertificate(t, s, "revoked.example.com")
	sendOK(t, s, http.MethodPost, certificatePath(revoked, "revoke"), `{"reason":"superseded"}`)
	renewing := createCertificate(t, s, "renewing.example.com")
	sendOK(t, s, http.MethodPost, certificatePath(renewing, "renew"), `{"method":"csr"}`)
	pending := s.Seed(mockserver.Seed{CommonName: "pending.example.com", Status: "pending"})
	expired := s.Seed(mockserver.Seed{CommonName: "expired.example.com", ValidFrom: start.Add(-91 * day)})
	malformed := s.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "malformed.example.com", Malformed: true})
	imported := s.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "imported.example.com"})
	if _, err := s.ImportDiscovered(imported, 0); err != nil {
		t.Fatal(err)
	}
	imports := func(id int64) string { return fmt.Sprintf("/api/discovered-certificates/%d/import", id) }

	return []errorCase{
		{"CERTIFICATE_NOT_FOUND", "GET", certificatePath(9999), ""},
		{"CERTIFICATE_NOT_FOUND", "PUT", certificatePath(9999), `{"autoRenew":true}`},
		{"CERTIFICATE_NOT_FOUND", "POST", certificatePath(9999, "revoke"), `{"reason":"superseded"}`},
		{"INVALID_CERTIFICATE", "POST", imports(malformed), `{}`},
		{"ALREADY_REVOKED", "POST", certificatePath(revoked, "revoke"), `{"reason":"superseded"}`},
		{"ALREADY_REVOKED", "POST", certificatePath(revoked, "renew"), `{"method":"acme"}`},
		{"ALREADY_REVOKED", "POST", certificatePath(revoked, "deploy"), `{"targets":["nginx-main"]}`},
		{"ALREADY_REVOKED", "PUT", certificatePath(revoked), `{"autoRenew":false}`},
		{"RENEWAL_IN_PROGRESS", "POST", certificatePath(renewing, "renew"), `{"method":"acme"}`},
		{"CA_NOT_CONFIGURED", "POST", "/api/certificates", `{"commonName":"a.example.com","certificateAuthorityId":8}`},
		{"CA_NOT_CONFIGURED", "POST", "/api/certificates", `{"commonName":"a.example.com","certificateAuthorityId":99}`},
		{"AGENT_UNAVAILABLE", "POST", certificatePath(active, "deploy"), `{"targets":["envoy-edge"]}`},
		{"AGENT_UNAVAILABLE", "POST", certificatePath(active, "deploy"), `{"targets":["envoy-edge"],"agentId":"agent-edge-01"}`},
		{"AGENT_UNAVAILABLE", "POST", certificatePath(active, "deploy"), `{"targets":["nginx-main"],"agentId":"agent-none"}`},

		{"CERTIFICATE_NOT_ISSUED", "POST", certificatePath(pending, "deploy"), `{"targets":["nginx-main"]}`},
		{"CERTIFICATE_NOT_ISSUED", "POST", certificatePath(pending, "renew"), `{"method":"acme"}`},
		{"CERTIFICATE_EXPIRED", "POST", certificatePath(expired, "deploy"), `{"targets":["nginx-main"]}`},
		{"CERTIFICATE_EXPIRED", "POST", certificatePath(expired, "revoke"), `{"reason":"superseded"}`},
		{"ALREADY_IMPORTED", "POST", imports(imported), `{}`},
		{"DISCOVERED_CERTIFICATE_NOT_FOUND", "POST", imports(9999), `{}`},
	}
}

func TestErrorCodes_Provoked(t *testing.T) {
	for name, statuses := range map[string]map[string]int{"default": nil, "other": mockserver.AlternativeHTTPStatuses()} {
		t.Run(name, func(t *testing.T) {
			s := newMock(t, mockserver.Options{HTTPStatuses: statuses})
			for _, p := range errorCases(t, s) {
				before := len(s.Journal().Mutations())
				a := send(t, s, p.method, p.target, p.body)
				if a.code() != p.code || a.status/100 != 4 {
					t.Errorf("%s %s %s: %d %s", p.method, p.target, p.body, a.status, a.raw)
				}
				if want, ok := statuses[p.code]; ok && a.status != want {
					t.Errorf("%s: status %d, want %d", p.code, a.status, want)
				}
				if a.details() == nil || len(s.Journal().Mutations()) != before {
					t.Errorf("%s: no details, or the change was performed", p.code)
				}
			}
		})
	}
}

func TestRevokeExpired_Modes(t *testing.T) {
	for mode, want := range map[mockserver.ExpiredRevocation]string{
		mockserver.RejectExpired:          "CERTIFICATE_EXPIRED",
		mockserver.RejectExpiredAsInvalid: "INVALID_CERTIFICATE",
		mockserver.AcceptExpired:          "",
	} {
		s := newMock(t, mockserver.Options{RevokeExpired: mode})
		id := s.Seed(mockserver.Seed{CommonName: "expired.example.com", ValidFrom: start.Add(-91 * day)})
		a := send(t, s, http.MethodPost, certificatePath(id, "revoke"), `{"reason":"superseded"}`)
		if a.code() != want {
			t.Errorf("mode %d: %d %s", mode, a.status, a.raw)
		}
	}
}

func TestNoDefaultCA_RejectsOrderWithoutCA(t *testing.T) {
	s := newMock(t, mockserver.Options{NoDefaultCA: true})
	if a := send(t, s, http.MethodPost, "/api/certificates", `{"commonName":"a.example.com"}`); a.code() != "CA_NOT_CONFIGURED" {
		t.Errorf("got %d %s", a.status, a.raw)
	}
	sendOK(t, s, http.MethodPost, "/api/certificates", `{"commonName":"a.example.com","certificateAuthorityId":6}`)
}

func TestRenew_WithoutCA_OnlyCSR(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	id := s.Seed(mockserver.Seed{CommonName: "found.example.com", CertificateAuthorityID: mockserver.NoCA})
	if a := send(t, s, http.MethodPost, certificatePath(id, "renew"), `{"method":"api"}`); a.code() != "CA_NOT_CONFIGURED" {
		t.Errorf("got %d %s", a.status, a.raw)
	}
	sendOK(t, s, http.MethodPost, certificatePath(id, "renew"), `{"method":"csr"}`)
}

package mockserver_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// referenceExample reads an example of the reference.
func referenceExample(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "testdata", "reference", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// typesOf replaces the values in a JSON document by their types. The members of
// byAuthority and byKeyType are data, not fields.
func typesOf(value any) any {
	switch value := value.(type) {
	case map[string]any:
		shaped := map[string]any{}
		for name, member := range value {
			if name == "byAuthority" || name == "byKeyType" {
				shaped[name] = typesOf(slices.Collect(maps.Values(asObject(member))))
				continue
			}
			shaped[name] = typesOf(member)
		}
		return shaped
	case []any:
		if len(value) == 0 {
			return []any{}
		}
		return []any{typesOf(value[0])}
	default:
		return fmt.Sprintf("%T", value)
	}
}

func asObject(value any) map[string]any {
	m, _ := value.(map[string]any)
	return m
}

func requireShape(t *testing.T, name string, got map[string]any) {
	t.Helper()
	var want any
	if err := json.Unmarshal([]byte(referenceExample(t, name)), &want); err != nil {
		t.Fatal(err)
	}
	wanted, err := json.MarshalIndent(typesOf(want), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	shaped, err := json.MarshalIndent(typesOf(got), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if string(shaped) != string(wanted) {
		t.Errorf("%s: response has the shape\n%s\nwant\n%s", name, shaped, wanted)
	}
}

func TestResponses_MatchReferenceExamples(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	id := s.Seed(mockserver.Seed{
		CommonName: "example.com", SubjectAlternativeNames: []string{"example.com", "www.example.com"},
		Locations: []mockserver.Location{{AgentID: "agent-01", Hostname: "web-server-1", Path: "/etc/nginx/ssl/server.crt", HasPrivateKey: true}},
	})

	list := sendOK(t, s, http.MethodGet, "/api/certificates", "")
	requireShape(t, "certificates_list_response.json", list.body)

	single := sendOK(t, s, http.MethodGet, certificatePath(id), "")
	requireShape(t, "certificate_get_response.json", single.body)

	stats := sendOK(t, s, http.MethodGet, "/api/certificates/stats", "")
	requireShape(t, "certificate_stats_response.json", stats.body)

	refused := send(t, s, http.MethodPost, certificatePath(id, "revoke"), `{}`)
	envelope := asObject(refused.body["error"])
	envelope["details"] = map[string]any{}
	requireShape(t, "error_response.json", refused.body)
}

func TestErrorResponse_EmptyDetails_IsObject(t *testing.T) {
	refused := send(t, newMock(t, mockserver.Options{}), http.MethodGet, "/api/nothing", "")
	requireShape(t, "error_response.json", refused.body)
}

func TestRequests_ReferenceExamples_Accepted(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	created := sendOK(t, s, http.MethodPost, "/api/certificates", referenceExample(t, "certificate_create_request.json"))
	if created.status != http.StatusCreated {
		t.Errorf("create: status %d", created.status)
	}
	id := idOf(t, created)
	sendOK(t, s, http.MethodPut, certificatePath(id), referenceExample(t, "certificate_update_request.json"))
	sendOK(t, s, http.MethodPost, certificatePath(id, "renew"), referenceExample(t, "certificate_renew_request.json"))
	sendOK(t, s, http.MethodPost, certificatePath(id, "deploy"), referenceExample(t, "certificate_deploy_request.json"))
	sendOK(t, s, http.MethodPost, certificatePath(id, "revoke"), referenceExample(t, "certificate_revoke_request.json"))

	c := storedCertificate(t, s, id)
	if c.KeyType != "RSA" || c.KeySize != 2048 || c.ValidityDays != 90 || c.CertificateAuthorityID != 5 {
		t.Errorf("ordered as %+v", c)
	}
	if !c.Settings.AutoRenew || c.Settings.RenewalThresholdDays != 14 ||
		!slices.Equal(c.Settings.DeploymentTargets, []string{"nginx-main", "haproxy-lb"}) {
		t.Errorf("settings %+v", c.Settings)
	}
	if c.RevocationReason != "keyCompromise" || c.RevocationComments != "Key was exposed in security incident" {
		t.Errorf("revoked for %q, %q", c.RevocationReason, c.RevocationComments)
	}

	found := s.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "old.example.com"})
	sendOK(t, s, http.MethodPost, fmt.Sprintf("/api/discovered-certificates/%d/import", found),
		referenceExample(t, "discovered_certificate_import_request.json"))
}

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

// sample reads an example of the reference.
func sample(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "testdata", "reference", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// shape is a JSON document with types in place of its values. The members of
// "byAuthority" and "byKeyType" are data and not fields.
func shape(value any) any {
	switch value := value.(type) {
	case map[string]any:
		shaped := map[string]any{}
		for name, member := range value {
			if name == "byAuthority" || name == "byKeyType" {
				shaped[name] = shape(slices.Collect(maps.Values(anyMap(member))))
				continue
			}
			shaped[name] = shape(member)
		}
		return shaped
	case []any:
		if len(value) == 0 {
			return []any{}
		}
		return []any{shape(value[0])}
	default:
		return fmt.Sprintf("%T", value)
	}
}

func anyMap(value any) map[string]any {
	m, _ := value.(map[string]any)
	return m
}

func sameShape(t *testing.T, name string, got map[string]any) {
	t.Helper()
	var want any
	if err := json.Unmarshal([]byte(sample(t, name)), &want); err != nil {
		t.Fatal(err)
	}
	wanted, err := json.MarshalIndent(shape(want), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	shaped, err := json.MarshalIndent(shape(got), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if string(shaped) != string(wanted) {
		t.Errorf("%s: the shape of the answer is\n%s\nand not\n%s", name, shaped, wanted)
	}
}

func TestAnswersHaveTheShapeOfTheReference(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	id := s.Seed(mockserver.Seed{
		CommonName: "example.com", SubjectAlternativeNames: []string{"example.com", "www.example.com"},
		Locations: []mockserver.Location{{AgentID: "agent-01", Hostname: "web-server-1", Path: "/etc/nginx/ssl/server.crt", HasPrivateKey: true}},
	})

	list := call(t, s, http.MethodGet, "/api/certificates", "")
	sameShape(t, "certificates_list_response.json", list.body)

	single := call(t, s, http.MethodGet, certificatePath(id), "")
	sameShape(t, "certificate_get_response.json", single.body)

	stats := call(t, s, http.MethodGet, "/api/certificates/stats", "")
	sameShape(t, "certificate_stats_response.json", stats.body)

	refused := try(t, s, http.MethodPost, certificatePath(id, "revoke"), `{}`)
	envelope := anyMap(refused.body["error"])
	envelope["details"] = map[string]any{}
	sameShape(t, "error_response.json", refused.body)
}

func TestErrorDetailsAreAnObjectEvenIfEmpty(t *testing.T) {
	refused := try(t, newMock(t, mockserver.Options{}), http.MethodGet, "/api/nothing", "")
	sameShape(t, "error_response.json", refused.body)
}

func TestRequestsOfTheReferenceAreAccepted(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	created := call(t, s, http.MethodPost, "/api/certificates", sample(t, "certificate_create_request.json"))
	if created.status != http.StatusCreated {
		t.Errorf("create: status %d", created.status)
	}
	id := idOf(t, created)
	call(t, s, http.MethodPut, certificatePath(id), sample(t, "certificate_update_request.json"))
	call(t, s, http.MethodPost, certificatePath(id, "renew"), sample(t, "certificate_renew_request.json"))
	call(t, s, http.MethodPost, certificatePath(id, "deploy"), sample(t, "certificate_deploy_request.json"))
	call(t, s, http.MethodPost, certificatePath(id, "revoke"), sample(t, "certificate_revoke_request.json"))

	c := certificate(t, s, id)
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
	call(t, s, http.MethodPost, fmt.Sprintf("/api/discovered-certificates/%d/import", found),
		sample(t, "discovered_certificate_import_request.json"))
}

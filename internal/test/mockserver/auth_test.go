package mockserver_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestAPIKeys(t *testing.T) {
	options := mockserver.Options{APIKeys: []mockserver.APIKey{
		{Name: "agent", Secret: "ak_agent"},
		{Name: "public", Secret: "ck_public"},
		{Name: "off", Secret: "ak_off", State: mockserver.KeyDeactivated},
		{Name: "old", Secret: "ak_old", State: mockserver.KeyExpired},
		{Name: "gone", Secret: "ak_gone", State: mockserver.KeyRevoked},
		{Name: "reader", Secret: "ck_reader", Scope: mockserver.ScopeRead},
		{Name: "stranger", Secret: "ck_stranger", Scope: mockserver.ScopeNone},
		{Name: "unprefixed", Secret: "secret"},
	}}
	for _, test := range []struct {
		problem     string
		header      http.Header
		read, write int
	}{
		{"agent key", http.Header{"X-Agent-Api-Key": {"ak_agent"}}, 200, 201},
		{"public key", http.Header{"X-Agent-Api-Key": {"ck_public"}}, 200, 201},
		{"bearer", http.Header{"Authorization": {"Bearer ak_agent"}}, 200, 201},
		{"the same key twice", http.Header{"Authorization": {"bearer ak_agent"}, "X-Agent-Api-Key": {"ak_agent"}}, 200, 201},
		{"two different keys", http.Header{"Authorization": {"Bearer ak_agent"}, "X-Agent-Api-Key": {"ck_public"}}, 401, 401},
		{"none", http.Header{}, 401, 401},
		{"basic", http.Header{"Authorization": {"Basic ak_agent"}}, 401, 401},
		{"unknown", http.Header{"X-Agent-Api-Key": {"ak_unknown"}}, 401, 401},
		{"no prefix", http.Header{"X-Agent-Api-Key": {"secret"}}, 401, 401},
		{"deactivated", http.Header{"X-Agent-Api-Key": {"ak_off"}}, 401, 401},
		{"expired", http.Header{"X-Agent-Api-Key": {"ak_old"}}, 401, 401},
		{"revoked", http.Header{"X-Agent-Api-Key": {"ak_gone"}}, 401, 401},
		{"read only", http.Header{"X-Agent-Api-Key": {"ck_reader"}}, 200, 403},
		{"another API", http.Header{"X-Agent-Api-Key": {"ck_stranger"}}, 403, 403},
	} {
		t.Run(test.problem, func(t *testing.T) {
			s := newMock(t, options)
			read := newRequest(t, http.MethodGet, "/api/certificates", "")
			write := newRequest(t, http.MethodPost, "/api/certificates", `{"commonName":"a.example.com"}`)
			for _, r := range []*http.Request{read, write} {
				r.Header.Del("X-Agent-API-Key")
				for name, values := range test.header {
					r.Header[name] = values
				}
			}
			if a := serveRequest(t, s, read); a.status != test.read {
				t.Errorf("read: %d %s", a.status, a.raw)
			}
			if a := serveRequest(t, s, write); a.status != test.write {
				t.Errorf("write: %d %s", a.status, a.raw)
			}
			for _, e := range s.Journal() {
				for _, values := range e.Header {
					if strings.Contains(strings.Join(values, " "), "k_") {
						t.Errorf("the journal contains an API key: %v", e.Header)
					}
				}
			}
		})
	}
}

func TestWorkspaces_Isolated(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	mine := createCertificate(t, s, "mine.example.com")

	in := func(workspace, target string) response {
		r := newRequest(t, http.MethodGet, target, "")
		r.Header.Set("X-Workspace-ID", workspace)
		return serveRequest(t, s, r)
	}
	if a := in(mockserver.DefaultWorkspace, certificatePath(mine)); a.status != http.StatusOK {
		t.Errorf("own workspace: %d %s", a.status, a.raw)
	}
	if a := in(mockserver.OtherWorkspace, certificatePath(mine)); a.status != http.StatusNotFound || a.code() != "CERTIFICATE_NOT_FOUND" {
		t.Errorf("other workspace: %d %s", a.status, a.raw)
	}
	if a := in(mockserver.OtherWorkspace, "/api/certificates"); len(a.items(t)) != 0 {
		t.Errorf("other workspace: %s", a.raw)
	}
	for _, unknown := range []string{"ws_000000", ""} {
		if a := in(unknown, "/api/certificates"); a.status != http.StatusNotFound || a.code() != "WORKSPACE_NOT_FOUND" {
			t.Errorf("unknown workspace %q: %d %s", unknown, a.status, a.raw)
		}
	}
	if workspace := s.Journal()[1].Workspace; workspace != mockserver.DefaultWorkspace {
		t.Errorf("journal entry: %q", workspace)
	}
}

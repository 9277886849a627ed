package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// result is the outcome of a run of the command.
type result struct {
	exit           int
	stdout, stderr string
	report         report
	// reportText is the content of conformance.json, empty if none was written.
	reportText string
}

// survey runs the command against a handler.
func runAgainst(t *testing.T, handler http.Handler, args ...string) result {
	t.Helper()
	server := httptest.NewServer(handler)
	defer server.Close()
	return runWith(t, t.Context(), map[string]string{
		"TIGERTRUST_ENDPOINT": server.URL + "/api", "TIGERTRUST_API_KEY": mockserver.DefaultAPIKey,
	}, args...)
}

// runWith runs the command in an environment.
func runWith(t *testing.T, ctx context.Context, environment map[string]string, args ...string) result {
	t.Helper()
	file := filepath.Join(t.TempDir(), "conformance.json")
	var stdout, stderr bytes.Buffer
	exit := run(ctx, append([]string{"-report", file}, args...), func(name string) string { return environment[name] }, &stdout, &stderr)
	got := result{exit: exit, stdout: stdout.String(), stderr: stderr.String()}
	content, err := os.ReadFile(file)
	if err != nil {
		return got
	}
	got.reportText = string(content)
	if err := json.Unmarshal(content, &got.report); err != nil {
		t.Fatal(err)
	}
	return got
}

// row returns the row with a title.
func (r result) row(t *testing.T, title string) row {
	t.Helper()
	for _, each := range r.report.Table {
		if each.Title == title {
			return each
		}
	}
	t.Fatalf("no row %q in\n%s\n%s", title, r.stdout, r.stderr)
	return row{}
}

// newAccount returns a mock with a certificate of each kind.
func newAccount(options mockserver.Options) *mockserver.Server {
	mock := mockserver.New(options)
	now := time.Now()
	for i, seed := range []mockserver.Seed{
		{CommonName: "shop.secret-project.example", SubjectAlternativeNames: []string{"shop.secret-project.example", "www.secret-project.example"}},
		{CommonName: "expiring.secret-project.example", ValidFrom: now.AddDate(0, 0, -80)},
		{CommonName: "expired.secret-project.example", ValidFrom: now.AddDate(0, 0, -100)},
		{CommonName: "revoked.secret-project.example", Status: "revoked", KeyType: "ECDSA", KeySize: 256, CertificateAuthorityID: 6},
	} {
		seed.CreatedAt = now.AddDate(0, 0, -200+i)
		seed.Locations = []mockserver.Location{{AgentID: "agent-secret-01", Hostname: "host.secret-project.example", Path: "/etc/secret-project/tls.crt"}}
		mock.Seed(seed)
	}
	for _, source := range []string{"filesystem", "network"} {
		mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "legacy.secret-project.example", Source: source, AgentID: "agent-secret-01"})
	}
	return mock
}

func TestSurvey_MockAsDocumented_Conforms(t *testing.T) {
	mock := newAccount(mockserver.Options{})
	got := runAgainst(t, mock)
	if got.exit != exitWorks || got.stderr != "" {
		t.Fatalf("exit status %d, stderr %s", got.exit, got.stderr)
	}
	for _, row := range got.report.Table {
		if row.Deviates || row.Result == resultFails || row.Line > 0 && row.Result != resultWorks {
			t.Errorf("unexpected %+v", row)
		}
	}
	for _, entry := range mock.Journal() {
		if entry.Method != http.MethodGet {
			t.Errorf("the run sent %s %s", entry.Method, entry.Path)
		}
	}
}

// The report and the table may be attached to a public issue.
func TestReport_ContainsNothingOfAccount(t *testing.T) {
	mock := newAccount(mockserver.Options{ExtraFields: map[string]any{"owner": "secret-project", "secret-project.example": true}})
	const key = "ak_this_key_is_secret"
	mock.Configure(func(o *mockserver.Options) { o.APIKeys = []mockserver.APIKey{{Name: "default", Secret: key}} })
	server := httptest.NewServer(mock)
	defer server.Close()
	got := runWith(t, t.Context(), map[string]string{
		"TIGERTRUST_ENDPOINT": server.URL + "/api", "TIGERTRUST_API_KEY": key, "TIGERTRUST_WORKSPACE_ID": mockserver.DefaultWorkspace,
	})
	if got.exit != exitWorks || got.reportText == "" {
		t.Fatalf("exit status %d: %s", got.exit, got.stderr)
	}
	private := []string{"secret", key, mockserver.DefaultWorkspace, "Let's Encrypt", "1001", "BEGIN CERT", strings.TrimPrefix(server.URL, "http://")}
	for _, certificate := range mock.Certificates("") {
		private = append(private, certificate.SerialNumber, certificate.Fingerprint, certificate.ValidTo.Format("2006-01-02"))
	}
	for _, text := range private {
		if strings.Contains(got.reportText, text) || strings.Contains(got.stdout, text) {
			t.Errorf("the report or the table contains %q", text)
		}
	}
}

func TestSurvey_EmptyAccount_IsNotObserved(t *testing.T) {
	got := runAgainst(t, mockserver.New(mockserver.Options{}))
	if got.exit != exitWorks || got.stderr != "" {
		t.Fatalf("exit status %d: %s", got.exit, got.stderr)
	}
	for title, want := range map[string]string{
		"list item: id": resultNotObserved, "list: sortBy=createdAt": resultNotObserved, "certificate: id": resultNotObserved,
		"list: members of the response": resultWorks, "error: unknown id": resultWorks,
	} {
		if row := got.row(t, title); row.Result != want {
			t.Errorf("%s: %+v, want %s", title, row, want)
		}
	}
}

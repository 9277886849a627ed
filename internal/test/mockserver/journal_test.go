package mockserver_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// sampleJournal returns the journal of an order, a list, and a day later a
// rejected and an accepted revocation.
func sampleJournal(t *testing.T) mockserver.Journal {
	t.Helper()
	s := newMock(t, mockserver.Options{})
	id := createCertificate(t, s, "a.example.com")
	sendOK(t, s, http.MethodGet, "/api/certificates?page=1&search=a", "")
	s.Advance(day)
	send(t, s, http.MethodPost, certificatePath(id, "revoke"), `{"reason":"why"}`)
	sendOK(t, s, http.MethodPost, certificatePath(id, "revoke"), `{"reason":"superseded"}`)
	return s.Journal()
}

func TestJournal_Filters(t *testing.T) {
	j := sampleJournal(t)
	for _, count := range []struct{ got, want int }{
		{len(j), 4},
		{len(j.Mutations()), 2},
		{j.Count(http.MethodPost, "/api/certificates/*/revoke"), 2},
		{j.Count(http.MethodPost, ""), 3},
		{j.Count("", "/api/certificates"), 2},
		{j.Count("", "/api/*"), 2},
		{j.Count(http.MethodDelete, ""), 0},
	} {
		if count.got != count.want {
			t.Errorf("got %d, want %d", count.got, count.want)
		}
	}
}

func TestJournal_Entries(t *testing.T) {
	j := sampleJournal(t)
	created := j[0]
	if created.JSON["commonName"] != "a.example.com" || string(created.Body) != `{"commonName":"a.example.com"}` {
		t.Errorf("body %s, decoded %v", created.Body, created.JSON)
	}
	if created.APIKey != "default" || created.Header.Get("X-Agent-API-Key") != "default" || created.Workspace != mockserver.DefaultWorkspace {
		t.Errorf("key %q, header %v, workspace %q", created.APIKey, created.Header, created.Workspace)
	}
	if created.Status != http.StatusCreated || !created.Mutated || created.RequestID == "" {
		t.Errorf("created: %+v", created)
	}
	if !created.Time.Equal(start) || created.RespondedAt.Before(created.ReceivedAt) {
		t.Errorf("times: %+v", created)
	}
	if j[1].Query.Get("search") != "a" {
		t.Errorf("query %v", j[1].Query)
	}
	if refused := j[2]; refused.Code != "VALIDATION_ERROR" || refused.Mutated || !refused.Time.Equal(start.Add(day)) {
		t.Errorf("refused: %+v", refused)
	}
}

func TestResetJournal_Empties(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	createCertificate(t, s, "a.example.com")
	s.ResetJournal()
	if len(s.Journal()) != 0 {
		t.Error("the journal was not reset")
	}
}

func TestJournalLimit_KeepsNewest(t *testing.T) {
	s := newMock(t, mockserver.Options{JournalLimit: 2})
	for page := range 5 {
		sendOK(t, s, http.MethodGet, fmt.Sprintf("/api/certificates?page=%d", page+1), "")
	}
	if j := s.Journal(); len(j) != 2 || j[1].Query.Get("page") != "5" {
		t.Errorf("journal %+v", j)
	}
}

func TestLogger_OmitsAPIKey(t *testing.T) {
	var log bytes.Buffer
	s := newMock(t, mockserver.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	createCertificate(t, s, "a.example.com")
	r := newRequest(t, http.MethodGet, "/api/certificates", "")
	r.Header.Set("X-Agent-API-Key", "ak_somebody_elses")
	serveRequest(t, s, r)
	if lines := strings.Count(log.String(), "\n"); lines != 2 || strings.Contains(log.String(), "ak_") ||
		!strings.Contains(log.String(), "key=default") || !strings.Contains(log.String(), "status=401") {
		t.Errorf("log:\n%s", log.String())
	}
}

func TestServer_ConcurrentUse(t *testing.T) {
	s := newMock(t, mockserver.Options{Latency: 1})
	var group sync.WaitGroup
	for i := range 50 {
		group.Go(func() {
			id := createCertificate(t, s, fmt.Sprintf("n%d.example.com", i))
			sendOK(t, s, http.MethodGet, "/api/certificates?sortBy=expiresAt", "")
			sendOK(t, s, http.MethodPost, certificatePath(id, "renew"), `{"method":"acme"}`)
			s.Configure(func(o *mockserver.Options) { o.StringIDs = false })
			_ = s.Journal().Mutations()
			sendOK(t, s, http.MethodPost, certificatePath(id, "revoke"), `{"reason":"superseded"}`)
		})
	}
	group.Wait()
	want := mockserver.Summary{Issued: 50, Renewed: 50, Revoked: 50, Requests: 200}
	got := s.Summary()
	if got.PeakConcurrency < 1 {
		t.Errorf("peak concurrency %d", got.PeakConcurrency)
	}
	if got.PeakConcurrency = 0; got != want {
		t.Errorf("summary %+v", got)
	}
}

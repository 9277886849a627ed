package mockserver_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// listNames returns the common names of the certificates that match a query.
func listNames(t *testing.T, s *mockserver.Server, query string) []string {
	t.Helper()
	var found []string
	for _, item := range sendOK(t, s, http.MethodGet, "/api/certificates?limit=100&"+query, "").items(t) {
		found = append(found, fmt.Sprint(item["commonName"]))
	}
	return found
}

func TestList_FiltersAndSorts(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	for _, seed := range []mockserver.Seed{
		{CommonName: "b.example.com", ValidFrom: start.Add(-10 * day)},
		{CommonName: "a.example.com", ValidFrom: start.Add(-20 * day), CertificateAuthorityID: 6},
		{CommonName: "d.example.com", ValidFrom: start.Add(-80 * day)},
		{CommonName: "c.example.com", ValidFrom: start.Add(-100 * day), SubjectAlternativeNames: []string{"hidden.example.net"}},
		{CommonName: "e.example.com", ValidFrom: start.Add(-5 * day), Status: "revoked"},
		{CommonName: "f.example.com", CreatedAt: start.Add(-time.Hour), Status: "pending"},
	} {
		s.Seed(seed)
	}
	fingerprint := s.Certificates("d.example.com")[0].Fingerprint

	for query, want := range map[string][]string{
		"sortBy=commonName":                              {"a", "b", "c", "d", "e", "f"},
		"sortBy=commonName&sortOrder=desc":               {"f", "e", "d", "c", "b", "a"},
		"sortBy=expiresAt&sortOrder=asc":                 {"c", "d", "a", "b", "e", "f"},
		"sortBy=createdAt&sortOrder=desc":                {"f", "e", "b", "a", "d", "c"},
		"sortBy=commonName&status=active":                {"a", "b"},
		"status=expiring":                                {"d"},
		"status=expired":                                 {"c"},
		"status=revoked":                                 {"e"},
		"caId=6":                                         {"a"},
		"caId=99":                                        nil,
		"search=B.EXAMPLE":                               {"b"},
		"search=digicert":                                {"a"},
		"search=hidden":                                  nil,
		"search=" + url.QueryEscape(fingerprint):         {"d"},
		"search=" + fingerprint[20:40]:                   {"d"},
		"search=" + url.QueryEscape(fingerprint[3:20]):   {"d"},
		"search=HA256%3A&sortBy=commonName":              {"a", "b", "c", "d", "e"},
		"search=sha&sortBy=commonName":                   {"a", "b", "c", "d", "e"},
		"search=example&sortBy=commonName&status=active": {"a", "b"},
	} {
		var full []string
		for _, label := range want {
			full = append(full, label+".example.com")
		}
		if got := listNames(t, s, query); !slices.Equal(got, full) {
			t.Errorf("%s: %v", query, got)
		}
	}

	s.Configure(func(o *mockserver.Options) { o.DescendingByDefault = true })
	if got := listNames(t, s, "sortBy=commonName"); got[0] != "f.example.com" {
		t.Errorf("descending by default: %v", got)
	}
}

// listAllPages reads all pages and returns the common names in order.
func listAllPages(t *testing.T, s *mockserver.Server, query string) []string {
	t.Helper()
	var all []string
	for page := 1; ; page++ {
		a := sendOK(t, s, http.MethodGet, fmt.Sprintf("/api/certificates?limit=10&page=%d&%s", page, query), "")
		for _, item := range a.items(t) {
			all = append(all, fmt.Sprint(item["commonName"]))
		}
		if pages, ok := asObject(a.body["pagination"])["totalPages"].(float64); !ok || page >= int(pages) {
			return all
		}
	}
}

func TestList_Pages(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	for i := range 45 {
		s.Seed(mockserver.Seed{CommonName: fmt.Sprintf("n%02d.example.com", i)})
	}
	a := sendOK(t, s, http.MethodGet, "/api/certificates", "")
	if pagination := toJSON(t, a.body["pagination"]); pagination != `{"limit":50,"page":1,"total":45,"totalPages":1}` {
		t.Errorf("pagination %s", pagination)
	}
	a = sendOK(t, s, http.MethodGet, "/api/certificates?page=6&limit=10", "")
	if pagination := toJSON(t, a.body["pagination"]); pagination != `{"limit":10,"page":6,"total":45,"totalPages":5}` || len(a.items(t)) != 0 {
		t.Errorf("page beyond the last: %s", a.raw)
	}

	all := listAllPages(t, s, "")
	if slices.IsSorted(all) {
		t.Error("the default order is sorted")
	}
	if !slices.Equal(all, listAllPages(t, s, "")) {
		t.Error("the default order is not stable")
	}
	if slices.Sort(all); len(slices.Compact(all)) != 45 {
		t.Errorf("%d distinct certificates on all pages", len(all))
	}

	s.Configure(func(o *mockserver.Options) { o.UnstableOrder = true })
	if slices.Equal(listAllPages(t, s, "sortBy=createdAt"), listAllPages(t, s, "sortBy=createdAt")) {
		t.Error("the order of equal items is stable")
	}
	if sorted := listAllPages(t, s, "sortBy=commonName"); !slices.IsSorted(sorted) || len(sorted) != 45 {
		t.Errorf("sorted by name: %v", sorted)
	}
}

func TestList_SortOrder_FollowsChanges(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	a, b := createCertificate(t, s, "a.example.com"), s.Seed(mockserver.Seed{CommonName: "b.example.com", ValidFrom: start.Add(-day)})
	query := "sortBy=expiresAt"
	if got := listNames(t, s, query); !slices.Equal(got, []string{"b.example.com", "a.example.com"}) {
		t.Errorf("before the renewal: %v", got)
	}
	s.Advance(day)
	must(s.Renew(b))
	if got := listNames(t, s, query); !slices.Equal(got, []string{"a.example.com", "b.example.com"}) {
		t.Errorf("after a renewal: %v", got)
	}
	if err := s.Delete(a); err != nil {
		t.Fatal(err)
	}
	if got := listNames(t, s, query); !slices.Equal(got, []string{"b.example.com"}) {
		t.Errorf("after a deletion: %v", got)
	}
}

func TestReadDelay_ListDelay_HideNewCertificate(t *testing.T) {
	s := newMock(t, mockserver.Options{ReadDelay: time.Second, ListDelay: 2 * time.Second})
	id := createCertificate(t, s, "a.example.com")
	for _, want := range []struct{ read, listed bool }{{false, false}, {true, false}, {true, true}} {
		a := send(t, s, http.MethodGet, certificatePath(id), "")
		if read := a.status == http.StatusOK; read != want.read || !read && a.code() != "CERTIFICATE_NOT_FOUND" {
			t.Errorf("GET: %d %s", a.status, a.raw)
		}
		if listed := len(listNames(t, s, "")) == 1; listed != want.listed {
			t.Errorf("listed: %t", listed)
		}
		s.Advance(time.Second)
	}
}

func TestStatistics_Counts(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	for _, seed := range []mockserver.Seed{
		{CommonName: "active.example.com"},
		{CommonName: "ec.example.com", KeyType: "ECDSA", KeySize: 256, CertificateAuthorityID: 6},
		{CommonName: "in30.example.com", ValidTo: start.Add(30 * day)},
		{CommonName: "in7.example.com", ValidTo: start.Add(7 * day)},
		{CommonName: "expired.example.com", ValidFrom: start.Add(-91 * day), CertificateAuthorityID: mockserver.NoCA},
		{CommonName: "revoked.example.com", Status: "revoked"},
		{CommonName: "pending.example.com", Status: "pending"},
		{CommonName: "other.example.com", Workspace: mockserver.OtherWorkspace},
	} {
		s.Seed(seed)
	}
	got := toJSON(t, sendOK(t, s, http.MethodGet, "/api/certificates/stats", "").data(t))
	want := `{"active":2,"byAuthority":{"DigiCert":1,"Let's Encrypt":5,"Unknown":1},"byKeyType":{"ECDSA":1,"RSA":6},` +
		`"expired":1,"expiring30Days":2,"expiring7Days":1,"revoked":1,"total":7}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestListDiscovered_Filters(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	s.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "a.example.com", Source: "network", AgentID: "agent-1"})
	s.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "b.example.com", Source: "cloud", AgentID: "agent-2", Malformed: true})
	imported := s.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "c.example.com", Source: "cloud", AgentID: "agent-1"})
	s.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "d.example.com", Workspace: mockserver.OtherWorkspace})
	must(s.ImportDiscovered(imported, 5))

	for query, want := range map[string][]string{
		"":                             {"a.example.com", "b.example.com", "c.example.com"},
		"imported=true":                {"c.example.com"},
		"imported=false":               {"a.example.com", "b.example.com"},
		"source=cloud":                 {"b.example.com", "c.example.com"},
		"agentId=agent-1":              {"a.example.com", "c.example.com"},
		"agentId=agent-1&source=cloud": {"c.example.com"},
	} {
		var got []string
		for _, item := range sendOK(t, s, http.MethodGet, "/api/discovered-certificates?"+query, "").items(t) {
			got = append(got, fmt.Sprint(item["commonName"]))
			_, hasFingerprint := item["fingerprint"]
			if malformed := item["commonName"] == "b.example.com"; hasFingerprint == malformed {
				t.Errorf("%v", item)
			}
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%q: %v", query, got)
		}
	}

	a := sendOK(t, s, http.MethodGet, "/api/discovered-certificates?page=2&limit=2", "")
	if pagination := toJSON(t, a.body["pagination"]); pagination != `{"limit":2,"page":2,"total":3,"totalPages":2}` || len(a.items(t)) != 1 {
		t.Errorf("page 2: %s", a.raw)
	}
}

package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// like returns a mock that behaves as the server of a report.
func like(t *testing.T, got result) *mockserver.Server {
	t.Helper()
	file := filepath.Join(t.TempDir(), "conformance.json")
	if err := os.WriteFile(file, []byte(got.reportText), 0o600); err != nil {
		t.Fatal(err)
	}
	likeness, err := mockserver.ReadLikeness(file)
	if err != nil {
		t.Fatal(err)
	}
	var options mockserver.Options
	likeness.Apply(&options)
	mock := mockserver.New(options)
	mock.SeedLike()
	return mock
}

// mustBeAlike checks that the tables of a server and of a mock like it are equal.
func mustBeAlike(t *testing.T, handler http.Handler) {
	t.Helper()
	first := runAgainst(t, handler)
	second := runAgainst(t, like(t, first))
	if first.stdout != second.stdout || first.exit != second.exit {
		t.Errorf("exit status %d and %d\n%s\n%s", first.exit, second.exit, difference(first.stdout, second.stdout), second.stderr)
	}
}

// difference returns the lines that only one of two texts contains.
func difference(one, other string) string {
	var lines []string
	for _, pair := range [][2]string{{one, other}, {other, one}} {
		known := map[string]bool{}
		for _, line := range strings.Split(pair[1], "\n") {
			known[strings.Join(strings.Fields(line), " ")] = true
		}
		for _, line := range strings.Split(pair[0], "\n") {
			if line = strings.Join(strings.Fields(line), " "); !known[line] {
				lines = append(lines, line)
			}
		}
		lines = append(lines, "---")
	}
	return strings.Join(lines, "\n")
}

func TestMockLike_Deviation_PrintsSameTable(t *testing.T) {
	for name, test := range deviations {
		t.Run(name, func(t *testing.T) {
			mustBeAlike(t, altered{newAccount(mockserver.Options{}), test.request, test.response})
		})
	}
}

// readings are permitted readings of the reference.
var readings = map[string]mockserver.Options{
	"as documented":     {},
	"echoes settings":   {Fields: mockserver.IncludeSettings()},
	"nulls":             {NullEmptyFields: true},
	"further fields":    {ExtraFields: map[string]any{"tags": []string{"a"}, "owner": nil, "notes": map[string]any{"a": "b"}}},
	"numeric ids":       {StringIDs: true},
	"opaque ids":        {OpaqueIDs: true},
	"descending":        {DescendingByDefault: true},
	"unstable order":    {UnstableOrder: true},
	"other statuses":    {HTTPStatuses: mockserver.AlternativeHTTPStatuses()},
	"no list fields":    {Fields: mockserver.Fields{List: map[string]mockserver.FieldMode{"renewalStatus": mockserver.Null, "createdAt": mockserver.Omitted}}},
	"more single":       {Fields: mockserver.Fields{Single: map[string]mockserver.FieldMode{"createdAt": mockserver.Included, "certificateAuthorityId": mockserver.Included}}},
	"minimal discovery": {Fields: mockserver.Fields{Discovered: map[string]mockserver.FieldMode{"imported": mockserver.Omitted, "certificate": mockserver.Omitted, "source": mockserver.Null}}},
	"gone":              {HTTPStatuses: map[string]int{"CERTIFICATE_NOT_FOUND": http.StatusGone, "UNAUTHORIZED": http.StatusForbidden}},
}

func TestMockLike_Reading_PrintsSameTable(t *testing.T) {
	for name, options := range readings {
		t.Run(name, func(t *testing.T) {
			mustBeAlike(t, newAccount(options))
			if got := runAgainst(t, newAccount(options)); got.exit != exitWorks {
				t.Errorf("exit status %d\n%s%s", got.exit, got.stdout, got.stderr)
			}
		})
	}
}

func TestMockLike_Account_PrintsSameTable(t *testing.T) {
	now := time.Now()
	for name, seed := range map[string]func(*mockserver.Server){
		"empty": func(*mockserver.Server) {},
		"one":   func(s *mockserver.Server) { s.Seed(mockserver.Seed{CommonName: "a.example.com"}) },
		"only expired": func(s *mockserver.Server) {
			s.Seed(mockserver.Seed{CommonName: "a.example.com", ValidFrom: now.AddDate(-1, 0, 0)})
		},
		"only pending": func(s *mockserver.Server) { s.Seed(mockserver.Seed{CommonName: "a.example.com", Status: "pending"}) },
		"other statuses": func(s *mockserver.Server) {
			for _, status := range []string{"ACTIVE", "issued", "failed", "pending", "Revoked"} {
				s.Seed(mockserver.Seed{CommonName: strings.ToLower(status) + ".example.com", Status: status, KeyType: "Ed25519"})
			}
		},
		"short names in upper case": func(s *mockserver.Server) {
			s.Seed(mockserver.Seed{CommonName: "A.B", SubjectAlternativeNames: []string{"A.B"}})
			s.Seed(mockserver.Seed{CommonName: "C.D", SubjectAlternativeNames: []string{"C.D"}})
		},
		"same name": func(s *mockserver.Server) {
			for range 3 {
				s.Seed(mockserver.Seed{CommonName: "a.example.com", ValidFrom: now})
			}
		},
		"inventory": func(s *mockserver.Server) { s.SeedInventory(250, 7) },
		"discovered": func(s *mockserver.Server) {
			s.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "a.example.com", Malformed: true})
			s.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "b.example.com", Source: "cloud"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			mock := mockserver.New(mockserver.Options{})
			seed(mock)
			mustBeAlike(t, mock)
		})
	}
}

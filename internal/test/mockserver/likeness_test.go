package mockserver_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestReadLikeness_OtherFile_Fails(t *testing.T) {
	for content, want := range map[string]string{
		"":                              "must be a report of the conformance command",
		"[]":                            "must be a report of the conformance command",
		"{}":                            "got format 0",
		`{"format":2,"observed":{}}`:    "in format 1, got format 2",
		`{"format":1,"observed":["a"]}`: "must be a report of the conformance command",
	} {
		file := filepath.Join(t.TempDir(), "conformance.json")
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := mockserver.ReadLikeness(file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", content, err, want)
		}
	}
	if _, err := mockserver.ReadLikeness(filepath.Join(t.TempDir(), "missing.json")); err == nil {
		t.Error("a missing file is accepted")
	}
}

// The tests of internal/tools/conformance compare all observations. This one shows
// that a configured option wins.
func TestLikeness_ConfiguredFields_Win(t *testing.T) {
	s := newMock(t, mockserver.Options{
		Likeness: mockserver.Likeness{"certificate.id": {"integer"}, "certificate.issuer": {"absent"}, "certificate.keySize": {"numeric string"}},
		Fields:   mockserver.Fields{Single: map[string]mockserver.FieldMode{"issuer": mockserver.Null}},
	})
	id := s.Seed(mockserver.Seed{CommonName: "example.com"})
	single := asObject(sendOK(t, s, http.MethodGet, certificatePath(id), "").body["data"])
	if issuer, ok := single["issuer"]; !ok || issuer != nil || single["keySize"] != "2048" {
		t.Errorf("got %v", single)
	}
	if _, ok := single["commonName"]; ok {
		t.Errorf("a field that was not observed is returned: %v", single)
	}
}

package tigertrust

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzResponses sends any status and body in response to every call.
func FuzzResponses(f *testing.F) {
	for _, body := range hostileBodies() {
		if len(body) < 10_000 {
			f.Add(http.StatusOK, []byte(body))
			f.Add(http.StatusNotFound, []byte(body))
		}
	}
	samples, err := filepath.Glob("../test/testdata/reference/*_response.json")
	if err != nil || len(samples) == 0 {
		f.Fatalf("%d samples: %v", len(samples), err)
	}
	for _, sample := range samples {
		body, err := os.ReadFile(sample)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(http.StatusOK, body)
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status < 200 || status > 599 {
			return
		}
		client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) { return reply(status, string(body)), nil })
		for _, call := range everyCall {
			err := call.do(t.Context(), client)
			if status > 299 && err == nil {
				t.Errorf("%s: no error", call.name)
			}
			mustBePrintable(t, err)
		}
		if certificate, err := client.Certificate(t.Context(), "1"); err == nil && certificate.ID == "" {
			t.Errorf("certificate %q", certificate.ID)
		}
		if items, err := client.AllCertificates(t.Context(), CertificateQuery{}); err == nil {
			mustBeDistinct(t, items)
		}
	})
}

func mustBeDistinct(t *testing.T, items []Certificate) {
	t.Helper()
	seen := map[ID]bool{}
	for _, item := range items {
		if item.ID == "" || seen[item.ID] {
			t.Errorf("item %q is a duplicate or has an invalid id", item.ID)
		}
		seen[item.ID] = true
	}
}

// FuzzParseID imports any text.
func FuzzParseID(f *testing.F) {
	for _, text := range []string{"1", "0", "-1", "+1", "9223372036854775807", "9223372036854775808", " 1", "1\n", "0x1", "1_000", "١", "\x00", "\xff", strings.Repeat("9", 400)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, err := ParseID(text)
		mustBePrintable(t, err)
		if err == nil && (id == "" || string(id) != text) {
			t.Errorf("%q: got %q", text, id)
		}
		if err == nil {
			mustBePrintable(t, errors.New(text))
		}
	})
}

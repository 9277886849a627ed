package tigertrust

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestParseID(t *testing.T) {
	for _, text := range []string{
		"1", "1045", "18446744073709551616", "007", "crt_8f2c", "6b1c9a52-0c3f-4a51-9d8e-1f2d3c4b5a69", "a/b", "a b", "50%", "x?y#z", "...", "\u0663", "1.5",
	} {
		if got, err := ParseID(text); err != nil || string(got) != text {
			t.Errorf("%q: got %q, %v", text, got, err)
		}
	}
	for _, text := range []string{
		"", " ", " 1", "1 ", "\t1", "1\n", "\u00a01", ".", "..", "0", "-0", "-5", "00", "a\x00b", "a\u202eb", "a\xffb", "1\x1b[31m", strings.Repeat("x", 251),
	} {
		got, err := ParseID(text)
		if err == nil || got != "" || !strings.HasPrefix(err.Error(), "must be an ID as TigerTrust shows it, got ") {
			t.Errorf("%q: got %q, %v", text, got, err)
		}
		if err != nil && (len(err.Error()) > 150 || strings.Contains(err.Error(), "\x1b")) {
			t.Errorf("the error is not fit for a terminal: %.200q", err)
		}
	}
}

func TestID_UnmarshalJSON(t *testing.T) {
	for text, want := range map[string]ID{
		`42`: "42", `"42"`: "42", `"\u0034\u0032"`: "42", `42.0`: "42", `4.2e1`: "42", `420E-1`: "42", `1045.000`: "1045", `1.045e+3`: "1045",
		`9223372036854775808`: "9223372036854775808", `123456789012345678901234567890`: "123456789012345678901234567890", `1e30`: "1" + ID(strings.Repeat("0", 30)),
		`"crt_8f2c"`: "crt_8f2c", `"1.5"`: "1.5", `"007"`: "007", `"a/b"`: "a/b",
		`null`: "", `""`: "", `0`: "", `0.0`: "", `-1`: "", `"0"`: "", `"-1"`: "", `1e-999999`: "",
	} {
		got := ID("7")
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s: got %q, %v", text, got, err)
		}
	}
	for _, text := range []string{
		`4.2`, `1e999999999`, `1e101`, `true`, `[]`, `{}`, `"42 "`, `"."`, `".."`, `"\u001b[31m"`, `"\u202e1"`, `"` + strings.Repeat("x", 300) + `"`,
	} {
		got := ID("7")
		if err := json.Unmarshal([]byte(text), &got); err == nil || got != "7" || len(err.Error()) > 150 {
			t.Errorf("%s: got %q, %v", text, got, err)
		}
	}
	var id ID
	if err := id.UnmarshalJSON([]byte(`"\x"`)); err == nil {
		t.Error("invalid JSON is accepted")
	}
}

func TestCAID_UnmarshalJSON(t *testing.T) {
	for text, want := range map[string]CAID{`5`: 5, `"5"`: 5, `0`: 0, `-1`: -1} {
		var got CAID
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s: got %d, %v", text, got, err)
		}
	}
	for _, text := range []string{`""`, `"ca_1"`, `5.5`, `true`, `{}`, `9223372036854775808`} {
		got := CAID(7)
		if err := json.Unmarshal([]byte(text), &got); err == nil || got != 7 {
			t.Errorf("%s: got %d", text, got)
		}
	}
}

// Servers write numbers in several ways. An id that is no number must not hide the
// certificate.
func TestCertificate_CAInOtherForms(t *testing.T) {
	for text, want := range map[string]*CAID{
		`5.0`: new(CAID(5)), `"5.0"`: new(CAID(5)), `5e0`: new(CAID(5)), `" 5 "`: new(CAID(5)),
		`""`: nil, `"ca_5"`: nil, `5.5`: nil,
	} {
		got := decoded(t, map[string]json.RawMessage{"id": json.RawMessage("1"), "certificateAuthorityId": json.RawMessage(text)})
		if got.ID != "1" || !reflect.DeepEqual(got.CertificateAuthorityID, want) {
			t.Errorf("%s: got %s", text, encoded(t, got))
		}
	}
}

// An invalid CA id must not hide the certificate.
func TestCertificate_ZeroCA_IsAccepted(t *testing.T) {
	got := decoded(t, map[string]json.RawMessage{
		"id": json.RawMessage("1"), "certificateAuthorityId": json.RawMessage("0"),
	})
	if got.ID != "1" || got.CertificateAuthorityID == nil || *got.CertificateAuthorityID != 0 {
		t.Errorf("got %s", encoded(t, got))
	}
}

func TestID_Compare(t *testing.T) {
	want := []ID{"1", "2", "10", "1045", "18446744073709551616", "", "007", "10a", "crt_10", "crt_9"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, ID.Compare)
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	for _, test := range []struct {
		id, other        ID
		isNewer, isKnown bool
	}{
		{"10", "9", true, true},
		{"9", "10", false, true},
		{"9", "9", false, true},
		{"crt_10", "crt_09", true, false},
		{"crt_10", "9", true, false},
		{"9", "crt_10", false, false},
	} {
		if isNewer, isKnown := test.id.IsNewer(test.other); isNewer != test.isNewer || isKnown != test.isKnown {
			t.Errorf("%q, %q: got %t, %t", test.id, test.other, isNewer, isKnown)
		}
	}
}

// The server must see each id as one segment, whatever it contains.
func TestCalls_OpaqueID_KeepsPath(t *testing.T) {
	for _, id := range []ID{"crt_8f2c", "a/b", "../../x", "a?b=c", "a#b", "50%", "%2F", "a b", "a;b", "a:b", "ü", "..."} {
		var paths []string
		client, _ := newFakeClient(t, func(request *http.Request) (*http.Response, error) {
			paths = append(paths, request.URL.RequestURI())
			return reply(http.StatusOK, fmt.Sprintf(`{"data":{"id":%q}}`, id)), nil
		})
		for _, send := range []func() error{
			func() error { _, err := client.Certificate(t.Context(), id); return err },
			func() error { return client.UpdateCertificate(t.Context(), id, CertificateSettings{}) },
			func() error { return client.RenewCertificate(t.Context(), id, Renewal{Method: RenewByACME}) },
			func() error {
				_, err := client.ImportDiscoveredCertificate(t.Context(), id, DiscoveryImport{})
				return err
			},
		} {
			if err := send(); err != nil {
				t.Errorf("%q: %v", id, err)
			}
		}
		segment := strings.NewReplacer("%", "%25", "/", "%2F", "?", "%3F", "#", "%23", " ", "%20", ";", "%3B", "ü", "%C3%BC").Replace(string(id))
		want := []string{
			"/api/certificates/" + segment, "/api/certificates/" + segment, "/api/certificates/" + segment + "/renew",
			"/api/discovered-certificates/" + segment + "/import",
		}
		if !slices.Equal(paths, want) {
			t.Errorf("%q: got %q, want %q", id, paths, want)
		}
	}
}

// No id must turn a request about one certificate into another request.
func TestCalls_UnsafeID_SendNothing(t *testing.T) {
	for _, id := range []ID{"", ".", "..", " ", "a\nb"} {
		client, _ := newFakeClient(t, func(request *http.Request) (*http.Response, error) {
			t.Errorf("%q: sent %s %s", id, request.Method, request.URL)
			return reply(http.StatusOK, `{"data":{"id":1}}`), nil
		})
		if _, err := client.Certificate(t.Context(), id); err == nil {
			t.Errorf("%q: no error", id)
		}
		if err := client.RevokeCertificate(t.Context(), id, Revocation{Reason: ReasonUnspecified}); err == nil {
			t.Errorf("%q: no error", id)
		}
	}
}

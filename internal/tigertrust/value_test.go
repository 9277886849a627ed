package tigertrust

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestParseID(t *testing.T) {
	for text, want := range map[string]ID{
		"1":                   1,
		"007":                 7,
		"1042":                1042,
		"9223372036854775807": 1<<63 - 1,
	} {
		if got, err := ParseID(text); err != nil || got != want {
			t.Errorf("%q: got %d, %v", text, got, err)
		}
	}
	for _, text := range []string{
		"", "abc", "+1", "\t1", "1_000", "0x10", "1.0", "1e3", "\u0663", "0", "-0", "-5", "9223372036854775808", "-9223372036854775809",
	} {
		want := fmt.Sprintf("an ID must be an integer from 1 to 9223372036854775807, got %q", strings.TrimSpace(text))
		if got, err := ParseID(text); err == nil || err.Error() != want || got != 0 {
			t.Errorf("%q: got %d, %v, want the error %s", text, got, err, want)
		}
	}
	for _, text := range []string{"1\x1b[31m", strings.Repeat("x", 1<<20)} {
		if _, err := ParseID(text); err == nil || len(err.Error()) > 150 || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("the error is not fit for a terminal: %.200q", err)
		}
	}
}

func TestID_UnmarshalJSON(t *testing.T) {
	for text, want := range map[string]ID{
		`42`: 42, `"42"`: 42, `"\u0034\u0032"`: 42, `0`: 0, `"0"`: 0, `-1`: -1,
		`9223372036854775807`: 1<<63 - 1,
	} {
		var got ID
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s: got %d, %v", text, got, err)
		}
	}
	for _, text := range []string{
		`null`, `"null"`, `""`, `"42 "`, `4.2`, `42.0`, `4e1`, `true`, `[]`, `{}`, `9223372036854775808`,
	} {
		got := ID(7)
		if err := json.Unmarshal([]byte(text), &got); err == nil || got != 7 {
			t.Errorf("%s: got %d", text, got)
		}
	}
	var id ID
	if err := id.UnmarshalJSON([]byte(`"\x"`)); err == nil {
		t.Error("invalid JSON is accepted")
	}
}

// An invalid CA id must not hide the certificate.
func TestCertificate_ZeroCA_IsAccepted(t *testing.T) {
	got := decoded(t, map[string]json.RawMessage{
		"id": json.RawMessage("1"), "certificateAuthorityId": json.RawMessage("0"),
	})
	if got.ID != 1 || got.CertificateAuthorityID == nil || *got.CertificateAuthorityID != 0 {
		t.Errorf("got %s", encoded(t, got))
	}
}

func TestID_MarshalsAsNumber(t *testing.T) {
	if got := encoded(t, []ID{1, 1<<63 - 1}); got != `[1,9223372036854775807]` {
		t.Errorf("got %s", got)
	}
}

func TestTime_UnmarshalJSON(t *testing.T) {
	for text, want := range map[string]time.Time{
		`"2024-01-01T00:00:00Z"`:           testStart,
		`"2024-01-01T00:00:00.000Z"`:       testStart,
		`"2024-01-01T00:00:00.000000001Z"`: testStart.Add(1),
		`"2023-12-31T19:00:00-05:00"`:      testStart,
		`""`:                               {},
		`null`:                             {},
	} {
		var got Time
		if err := json.Unmarshal([]byte(text), &got); err != nil || !got.Equal(want) {
			t.Errorf("%s: got %s, %v", text, got, err)
		}
	}
	for text, want := range map[string]string{
		`"tomorrow"`:             `a time must be in RFC 3339 format, got "tomorrow"`,
		`"2024-01-01"`:           `a time must be in RFC 3339 format, got "2024-01-01"`,
		`"2024-01-01 00:00:00"`:  `a time must be in RFC 3339 format, got "2024-01-01 00:00:00"`,
		`"2024-02-30T00:00:00Z"`: `a time must be in RFC 3339 format, got "2024-02-30T00:00:00Z"`,
		`"\u001b[31m` + strings.Repeat("x", 99) + `"`: `a time must be in RFC 3339 format, got "[31m` + strings.Repeat("x", 36) + `…"`,
		`1704067200`: "json: cannot unmarshal number into Go value of type string",
	} {
		var got Time
		if err := json.Unmarshal([]byte(text), &got); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want the error %s", text, err, want)
		}
	}
}

func TestTime_OtherZone(t *testing.T) {
	var got Time
	if err := got.UnmarshalJSON([]byte(`"2024-01-01T05:30:00.25+05:30"`)); err != nil {
		t.Fatal(err)
	}
	if want := testStart.Add(250 * time.Millisecond); !got.Equal(want) {
		t.Errorf("got %s, want %s", got, want)
	}
}

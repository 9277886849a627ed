package tigertrust

import (
	"encoding/json"
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
	for text, want := range map[string]string{
		"":                     `"" is not a number`,
		"abc":                  `"abc" is not a number`,
		"+1":                   `"+1" is not a number`,
		"\t1":                  `"1" is not a number`,
		"1_000":                `"1_000" is not a number`,
		"0x10":                 `"0x10" is not a number`,
		"1.0":                  `"1.0" is not a number`,
		"1e3":                  `"1e3" is not a number`,
		"\u0663":               "\"\u0663\" is not a number",
		"0":                    "0 is not a positive number",
		"-0":                   "0 is not a positive number",
		"-5":                   "-5 is not a positive number",
		"9223372036854775808":  "9223372036854775808 is too large for an id",
		"-9223372036854775809": "-9223372036854775809 is too large for an id",
		"1\x1b[31m":            `"1[31m" is not a number`,
	} {
		got, err := ParseID(text)
		if err == nil || err.Error() != want || got != 0 {
			t.Errorf("%q: got %d, %v, want the error %s", text, got, err, want)
		}
	}
	if _, err := ParseID(strings.Repeat("x", 1<<20)); err == nil || len(err.Error()) > 100 {
		t.Error("an endless id makes an endless error")
	}
}

func TestIDsAreReadFromNumbersAndNumericStrings(t *testing.T) {
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
			t.Errorf("%s is read as %d", text, got)
		}
	}
	var id ID
	if err := id.UnmarshalJSON([]byte(`"\x"`)); err == nil {
		t.Error("broken JSON is read")
	}
}

// TestAnAuthorityThatIsZeroDoesNotCostTheAnswer guards an issued certificate:
// an odd id beside it must not make the answer unreadable.
func TestAnAuthorityThatIsZeroDoesNotCostTheAnswer(t *testing.T) {
	got := decoded(t, map[string]json.RawMessage{
		"id": json.RawMessage("1"), "certificateAuthorityId": json.RawMessage("0"),
	})
	if got.ID != 1 || got.CertificateAuthorityID == nil || *got.CertificateAuthorityID != 0 {
		t.Errorf("got %s", encoded(t, got))
	}
}

func TestIDsAreSentAsNumbers(t *testing.T) {
	if got := encoded(t, []ID{1, 1<<63 - 1}); got != `[1,9223372036854775807]` {
		t.Errorf("got %s", got)
	}
}

func TestTimesAreReadFromRFC3339(t *testing.T) {
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
		`"tomorrow"`:             `"tomorrow" is not an RFC 3339 time`,
		`"2024-01-01"`:           `"2024-01-01" is not an RFC 3339 time`,
		`"2024-01-01 00:00:00"`:  `"2024-01-01 00:00:00" is not an RFC 3339 time`,
		`"2024-02-30T00:00:00Z"`: `"2024-02-30T00:00:00Z" is not an RFC 3339 time`,
		`"\u001b[31m` + strings.Repeat("x", 99) + `"`: `"[31m` + strings.Repeat("x", 35) + `…" is not an RFC 3339 time`,
		`1704067200`: "json: cannot unmarshal number into Go value of type string",
	} {
		var got Time
		if err := json.Unmarshal([]byte(text), &got); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want the error %s", text, err, want)
		}
	}
}

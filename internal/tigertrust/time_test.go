package tigertrust

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestTime_UnmarshalJSON(t *testing.T) {
	for text, want := range map[string]time.Time{
		`"2024-01-01T00:00:00Z"`:           testStart,
		`"2024-01-01T00:00:00.000Z"`:       testStart,
		`"2024-01-01T00:00:00.000000001Z"`: testStart.Add(1),
		`"2023-12-31T19:00:00-05:00"`:      testStart,
		`"2024-01-01t00:00:00z"`:           testStart,
		`"2024-01-01 00:00:00Z"`:           testStart,
		`"2024-01-01T00:00:00+0000"`:       testStart,
		`"2024-01-01T05:30:00.000+0530"`:   testStart,
		`"2024-01-01T00:00:00+00"`:         testStart,
		`"2024-01-01T00:00:00"`:            testStart,
		`"2024-01-01T00:00:00.5"`:          testStart.Add(500 * time.Millisecond),
		`"2024-01-01"`:                     testStart,
		`"2023-12-31T23:59:60Z"`:           testStart,
		`"2023-12-31T23:59:60.5Z"`:         testStart,
		`"2024-01-01T05:29:60+05:30"`:      testStart,
		`""`:                               {},
		`" "`:                              {},
		`null`:                             {},
	} {
		var got Time
		if err := json.Unmarshal([]byte(text), &got); err != nil || !got.Equal(want) {
			t.Errorf("%s: got %s, %v", text, got, err)
		}
	}
	for text, want := range map[string]string{
		`"tomorrow"`:             `a time must be in RFC 3339 format, got "tomorrow"`,
		`"01/02/2024"`:           `a time must be in RFC 3339 format, got "01/02/2024"`,
		`"2024-02-30T00:00:00Z"`: `a time must be in RFC 3339 format, got "2024-02-30T00:00:00Z"`,
		`"2024-01-01T00:00:61Z"`: `a time must be in RFC 3339 format, got "2024-01-01T00:00:61Z"`,
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

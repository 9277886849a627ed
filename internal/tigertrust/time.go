package tigertrust

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Time is an instant in the format of the API, RFC 3339.
type Time struct{ time.Time }

// timeLayouts are the formats that servers use. Times without a zone are in UTC.
var timeLayouts = []string{
	time.RFC3339,
	"2006-01-02T15:04:05Z0700",
	"2006-01-02T15:04:05Z07",
	"2006-01-02T15:04:05",
	time.DateOnly,
}

// UnmarshalJSON accepts a time in RFC 3339 format or in a format that is close to
// it, such as a date. An empty string is the zero time.
func (t *Time) UnmarshalJSON(raw []byte) error {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return err
	}
	parsed, err := parseTime(text)
	if err != nil {
		return fmt.Errorf("a time must be in RFC 3339 format, got %q", printable(text, 40))
	}
	t.Time = parsed
	return nil
}

func parseTime(text string) (parsed time.Time, err error) {
	// RFC 3339 permits lower-case letters, and a space instead of the T.
	text = strings.Replace(strings.ToUpper(strings.TrimSpace(text)), " ", "T", 1)
	if text == "" {
		return time.Time{}, nil
	}
	// The time package knows no leap seconds. They precede the next minute.
	text, isLeap := cutLeapSecond(text)
	for _, layout := range timeLayouts {
		if parsed, err = time.Parse(layout, text); err == nil {
			if isLeap {
				parsed = parsed.Truncate(time.Second).Add(time.Second)
			}
			return parsed, nil
		}
	}
	return time.Time{}, err
}

// cutLeapSecond replaces second 60 by second 59.
func cutLeapSecond(text string) (string, bool) {
	const second = len("2006-01-02T15:04:")
	if len(text) < second+2 || text[second-1:second+2] != ":60" {
		return text, false
	}
	return text[:second] + "59" + text[second+2:], true
}

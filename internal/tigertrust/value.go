package tigertrust

import (
	"encoding/json"
	"fmt"
	"time"
)

// Time is an instant in the format of the API, RFC 3339.
type Time struct{ time.Time }

// UnmarshalJSON accepts an RFC 3339 string. An empty string is the zero time.
func (t *Time) UnmarshalJSON(raw []byte) error {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return err
	}
	if text == "" {
		return nil
	}
	parsed, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return fmt.Errorf("a time must be in RFC 3339 format, got %q", printable(text, 40))
	}
	t.Time = parsed
	return nil
}

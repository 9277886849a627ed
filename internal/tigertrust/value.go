package tigertrust

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// ID identifies a certificate, a CA or a discovered certificate. The reference
// documents numbers; numeric strings are also accepted.
type ID int64

// UnmarshalJSON accepts an integer, or a string that contains one.
func (id *ID) UnmarshalJSON(raw []byte) error {
	text := string(raw)
	if strings.HasPrefix(text, `"`) {
		if err := json.Unmarshal(raw, &text); err != nil {
			return err
		}
	}
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("an ID must be an integer, got %q", printable(text, 40))
	}
	*id = ID(number)
	return nil
}

// ParseID parses a decimal id, which must be positive and fit into 63 bits. The
// error is safe to print.
func ParseID(text string) (ID, error) {
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil || number < 1 || strings.HasPrefix(text, "+") {
		return 0, fmt.Errorf("an ID must be an integer from 1 to %d, got %q", int64(math.MaxInt64), printable(text, 40))
	}
	return ID(number), nil
}

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

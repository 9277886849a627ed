package tigertrust

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ID identifies a certificate, an authority or a discovered certificate. The
// reference shows numbers; numeric strings are read as well.
type ID int64

// UnmarshalJSON reads a whole number or a string with one.
func (id *ID) UnmarshalJSON(raw []byte) error {
	text := string(raw)
	if strings.HasPrefix(text, `"`) {
		if err := json.Unmarshal(raw, &text); err != nil {
			return err
		}
	}
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("%q is not an id", printable(text, 40))
	}
	*id = ID(number)
	return nil
}

// ParseID reads a positive decimal number that fits 63 bits.
func ParseID(text string) (ID, error) {
	number, err := strconv.ParseInt(text, 10, 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, fmt.Errorf("%s is too large for an id", printable(text, 40))
	case err != nil || strings.HasPrefix(text, "+"):
		return 0, fmt.Errorf("%q is not a number", printable(text, 40))
	case number < 1:
		return 0, fmt.Errorf("%d is not a positive number", number)
	}
	return ID(number), nil
}

// Time is an instant as the API writes it, RFC 3339.
type Time struct{ time.Time }

// UnmarshalJSON reads an RFC 3339 string. An empty string is the zero time.
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
		return fmt.Errorf("%q is not an RFC 3339 time", printable(text, 40))
	}
	t.Time = parsed
	return nil
}

package tigertrust

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ID identifies a certificate or a discovered certificate. The reference documents
// numbers, of which an ID contains the decimal digits. Any other id is opaque. The
// zero value is no id.
type ID string

// CAID identifies a certificate authority (CA). It is a number, as in the
// reference. 0 is no CA.
type CAID int64

// ParseID returns text as an id. A text that no server uses as an id, or that is
// not safe in a path, is an error, which is safe to print.
func ParseID(text string) (ID, error) {
	if number, err := strconv.ParseInt(text, 10, 64); !isSafeID(text) || err == nil && number < 1 {
		return "", fmt.Errorf("must be an ID as TigerTrust shows it, got %s", printable(strconv.Quote(text), 40))
	}
	return ID(text), nil
}

// isSafeID reports whether text can be an id: it is not empty, has a sensible
// length, can be printed on one line, has no white space around it, and as a
// segment of a path is not a reference to another folder.
func isSafeID(text string) bool {
	isUnsafe := func(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) }
	return text != "" && text != "." && text != ".." && len(text) <= maxPrintableLength &&
		strings.TrimSpace(text) == text && !strings.ContainsFunc(text, isUnsafe)
}

// UnmarshalJSON accepts a string and an integer, in any notation. An empty
// string, null and numbers less than one are no id.
func (id *ID) UnmarshalJSON(raw []byte) error {
	text := string(raw)
	switch {
	case bytes.Equal(raw, []byte("null")):
		text = ""
	case bytes.HasPrefix(raw, []byte(`"`)):
		if err := json.Unmarshal(raw, &text); err != nil {
			return err
		}
	case !ID(text).IsNumber():
		var err error
		if text, err = integer(text); err != nil {
			return err
		}
	}
	if number, err := strconv.ParseInt(text, 10, 64); text == "" || err == nil && number < 1 {
		*id = ""
		return nil
	}
	parsed, err := ParseID(text)
	if err != nil {
		return err
	}
	*id = parsed
	return nil
}

// integer returns the decimal digits of a JSON number that is an integer, and "0"
// for a number less than one.
func integer(text string) (string, error) {
	// The limit keeps an exponent from taking memory.
	const limit = 1e100
	number, err := strconv.ParseFloat(text, 64)
	if err == nil && number < 1 {
		return "0", nil
	}
	exact, ok := new(big.Rat), false
	if err == nil && number < limit {
		exact, ok = exact.SetString(text)
	}
	if !ok || !exact.IsInt() {
		return "", fmt.Errorf("an ID must be an integer or a string, got %s", printable(text, 40))
	}
	return exact.Num().String(), nil
}

// IsNumber reports whether the id is a positive decimal number, as the reference
// documents.
func (id ID) IsNumber() bool {
	isOther := func(r rune) bool { return r < '0' || r > '9' }
	return id != "" && id[0] != '0' && !strings.ContainsFunc(string(id), isOther)
}

// Compare returns the order of two ids: numbers by their value, then all others
// alphabetically.
func (id ID) Compare(other ID) int {
	switch {
	case id.IsNumber() && other.IsNumber():
		return cmp.Or(cmp.Compare(len(id), len(other)), cmp.Compare(id, other))
	case id.IsNumber():
		return -1
	case other.IsNumber():
		return 1
	default:
		return cmp.Compare(id, other)
	}
}

// IsNewer reports whether the id was assigned after another one. It is only known
// of numbers.
func (id ID) IsNewer(other ID) (isNewer, isKnown bool) {
	return id.Compare(other) > 0, id.IsNumber() && other.IsNumber()
}

// UnmarshalJSON accepts an integer, or a string that contains one.
func (id *CAID) UnmarshalJSON(raw []byte) error {
	text := string(raw)
	if bytes.HasPrefix(raw, []byte(`"`)) {
		if err := json.Unmarshal(raw, &text); err != nil {
			return err
		}
	}
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("the ID of a CA must be an integer, got %q", printable(text, 40))
	}
	*id = CAID(number)
	return nil
}

package tigertrust

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strconv"
	"strings"
)

var errNoObject = errors.New("expected a JSON object")

// decodeFields decodes a JSON object into the struct that target points to. A field
// whose value has the wrong type stays zero, and its name is returned: one odd field
// must not hide the others, least of all the id.
func decodeFields(raw []byte, target any) (unreadable []string, err error) {
	if err := json.Unmarshal(raw, target); err == nil {
		return nil, nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, err
	}
	if fields == nil {
		return nil, errNoObject
	}
	decoded := reflect.ValueOf(target).Elem()
	decoded.SetZero()
	for i := range decoded.NumField() {
		name := decoded.Type().Field(i).Tag.Get("json")
		value, exists := fields[name]
		if !exists || name == "-" {
			continue
		}
		if err := decodeField(value, decoded.Field(i)); err != nil {
			decoded.Field(i).SetZero()
			unreadable = append(unreadable, name)
		}
	}
	return unreadable, nil
}

// decodeField decodes one value. An empty text is an absent value. Numbers and
// booleans may also be texts, and whole numbers may have a fraction of zero.
func decodeField(raw json.RawMessage, field reflect.Value) error {
	err := json.Unmarshal(raw, field.Addr().Interface())
	if err == nil {
		return nil
	}
	text := string(raw)
	if strings.HasPrefix(text, `"`) {
		if err := json.Unmarshal(raw, &text); err != nil {
			return err
		}
	}
	text = strings.TrimSpace(text)
	if text == "" {
		field.SetZero()
		return nil
	}
	switch value := field.Addr().Interface().(type) {
	case **int64:
		*value, err = wholeNumber(text)
	case **CAID:
		var number *int64
		number, err = wholeNumber(text)
		*value = (*CAID)(number)
	case *map[string]int64:
		*value, err = wholeNumbers(raw)
	case **bool:
		*value, err = boolean(text)
	}
	return err
}

func wholeNumber(text string) (*int64, error) {
	if number, err := strconv.ParseInt(text, 10, 64); err == nil {
		return &number, nil
	}
	number, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, err
	}
	const exact = 1 << 53 // a float64 has all whole numbers up to this one
	if number != math.Trunc(number) || math.Abs(number) > exact {
		return nil, strconv.ErrRange
	}
	return new(int64(number)), nil
}

// wholeNumbers decodes an object of numbers. It omits null and empty texts.
func wholeNumbers(raw []byte) (map[string]int64, error) {
	var values map[string]json.RawMessage
	if err := json.Unmarshal(raw, &values); err != nil {
		return nil, err
	}
	numbers := make(map[string]int64, len(values))
	for name, value := range values {
		var number *int64
		if err := decodeField(value, reflect.ValueOf(&number).Elem()); err != nil {
			return nil, err
		}
		if number != nil {
			numbers[name] = *number
		}
	}
	return numbers, nil
}

func boolean(text string) (*bool, error) {
	switch strings.ToLower(text) {
	case "true":
		return new(true), nil
	case "false":
		return new(false), nil
	default:
		return nil, strconv.ErrSyntax
	}
}

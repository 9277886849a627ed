package mockserver

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The observed forms of values, as in conformance.json.
const (
	formAbsent        = "absent"
	formNull          = "null"
	formBoolean       = "boolean"
	formInteger       = "integer"
	formPoint         = "integer with a decimal point"
	formDecimal       = "decimal number"
	formString        = "string"
	formEmptyString   = "empty string"
	formNumericString = "numeric string"
	formObject        = "object"
	formIntegers      = "object of integers"
	formList          = "list"
	formStrings       = "list of strings"
	formObjects       = "list of objects"
)

// reshape gives the fields of an object the observed forms, and removes fields that
// were not observed. valueOf returns the value of a field that the object does not
// contain; it may be nil. Fields with a configured mode are not changed.
func (l Likeness) reshape(kind string, number int64, object map[string]any, modes map[string]FieldMode, valueOf func(name string) any) {
	observed := map[string]bool{}
	for _, point := range l.withPrefix(kind + ".") {
		name := strings.TrimPrefix(point, kind+".")
		observed[name] = true
		if _, isConfigured := modes[name]; isConfigured {
			continue
		}
		form := l.at(point, number)
		value, ok := object[name]
		if form == formAbsent && ok && name == "certificateId" {
			// The observed certificates may not have been imported.
			continue
		}
		if form == formAbsent {
			delete(object, name)
			continue
		}
		if !ok && valueOf != nil {
			value = valueOf(name)
		}
		object[name] = shapeOf(name, value, form)
	}
	maps.DeleteFunc(object, func(name string, _ any) bool {
		_, isConfigured := modes[name]
		return len(observed) > 0 && !observed[name] && !isConfigured && name != "id"
	})
}

// shapeOf returns the value of a field in another form. A nil value is replaced.
func shapeOf(name string, value any, form string) any {
	text, isText := value.(string)
	switch form {
	case formNull:
		return nil
	case formBoolean:
		flag, ok := value.(bool)
		return flag || !ok
	case formInteger:
		return integerOf(value)
	case formPoint:
		return json.RawMessage(fmt.Sprintf("%d.0", integerOf(value)))
	case formDecimal:
		return json.RawMessage(fmt.Sprintf("%d.5", integerOf(value)))
	case formNumericString:
		return strconv.FormatInt(integerOf(value), 10)
	case formEmptyString:
		return ""
	case formString:
		if isText && !isFormal(name) {
			return text
		}
		return textLike(name, text)
	case formList, formStrings, formObjects:
		return listOf(name, value, form)
	case formObject, formIntegers:
		return objectOf(value, form)
	default:
		return notationLike(name, text, form)
	}
}

// notationLike returns a text in another notation.
func notationLike(name, text, form string) string {
	switch name {
	case "certificate", "chain":
		return pemLike(text, form)
	case "serialNumber":
		return hexLike(text, form)
	case "fingerprint":
		return fingerprintLike(text, form)
	default:
		return timeLike(text, form)
	}
}

// textLike returns a text that has no form: neither a time, nor a number, nor PEM.
func textLike(name, text string) string {
	if text == "" || name == "certificate" || name == "chain" {
		return "text"
	}
	return "text of " + text
}

// isFormal reports whether the strings of a field have a form of their own.
func isFormal(name string) bool {
	return slices.Contains([]string{"serialNumber", "fingerprint", "validFrom", "validTo", "createdAt", "discoveredAt", "certificate", "chain"}, name)
}

// integerOf returns a number, also from text and times, or 1.
func integerOf(value any) int64 {
	text := fmt.Sprint(value)
	if number, err := strconv.ParseInt(text, 10, 64); err == nil {
		return number
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at.Unix()
	}
	return 1
}

func listOf(name string, value any, form string) any {
	if isOftenEmpty := name == "locations" || name == "deploymentTargets"; isOftenEmpty && form != formStrings {
		// These lists are empty in many accounts, until something is deployed.
		return value
	}
	switch values := value.(type) {
	case []string:
		if form == formStrings && len(values) > 0 {
			return values
		}
	case []any:
		if form == formObjects && len(values) > 0 {
			return values
		}
	}
	switch form {
	case formStrings:
		return []string{"text"}
	case formObjects:
		return []any{map[string]any{}}
	default:
		return []any{}
	}
}

func objectOf(value any, form string) any {
	counts, ok := value.(map[string]int)
	switch {
	case form == formIntegers && ok && len(counts) > 0:
		return maps.Clone(counts)
	case form == formIntegers:
		return map[string]int{"one": 1}
	default:
		return map[string]any{}
	}
}

// pemLike returns PEM text: one certificate or several, unreadable, or together
// with a private key.
func pemLike(text, form string) string {
	if text == "" || strings.Contains(form, "unreadable") {
		text = malformedPEM
	}
	const end = "-----END CERTIFICATE-----\n"
	first, _, _ := strings.Cut(text, end)
	first += end
	if strings.HasPrefix(form, "PEM certificates") {
		first += first
	}
	if strings.Contains(form, "with a private key") {
		first += "-----BEGIN PRIVATE KEY-----\nbm8ga2V5\n-----END PRIVATE KEY-----\n"
	}
	return first
}

// hexLike returns a hexadecimal number in another notation. The text has pairs of
// lower-case digits, with colons or without.
func hexLike(text, form string) string {
	digits := strings.ReplaceAll(text, ":", "")
	if digits == "" {
		digits = "0a"
	}
	toDigit := func(r rune) rune {
		if r >= 'a' {
			return '0' + r - 'a'
		}
		return r
	}
	notation, letters, hasLetters := strings.Cut(form, ", ")
	if !hasLetters && notation != "base64" {
		digits = strings.Map(toDigit, digits)
	}
	switch notation {
	case "hex pairs":
		var pairs []string
		for pair := range slices.Chunk([]byte(digits), 2) {
			pairs = append(pairs, string(pair))
		}
		digits = strings.Join(pairs, ":")
	case "base64":
		octets, _ := hex.DecodeString(digits)
		return base64.StdEncoding.EncodeToString(octets)
	}
	switch letters {
	case "upper case":
		return strings.ToUpper(digits)
	case "mixed case":
		return strings.NewReplacer("a", "A", "b", "B", "c", "C").Replace(digits)
	default:
		return digits
	}
}

// fingerprintLike returns a fingerprint with another prefix and notation.
func fingerprintLike(text, form string) string {
	prefix, notation, hasPrefix := strings.Cut(form, ": and ")
	if !hasPrefix {
		prefix, notation = "", form
	} else {
		prefix += ":"
	}
	_, digits, _ := strings.Cut(text, ":")
	return prefix + hexLike(digits, notation)
}

// timeLayouts are the layouts of the forms of times.
var timeLayouts = map[string]string{
	"RFC 3339":                         "2006-01-02T15:04:05Z07:00",
	"RFC 3339 with a short offset":     "2006-01-02T15:04:05Z0700",
	"RFC 3339 with a space":            "2006-01-02 15:04:05Z07:00",
	"time without a zone":              "2006-01-02T15:04:05",
	"time without a zone with a space": "2006-01-02 15:04:05",
	"date":                             "2006-01-02",
}

// timeLike returns a time in another form.
func timeLike(text, form string) string {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		at = time.Unix(0, 0).UTC()
	}
	details := strings.Split(form, ", ")
	layout := timeLayouts[details[0]]
	if slices.Contains(details, "with a fraction") {
		layout = strings.Replace(layout, ":05", ":05.000", 1)
	}
	if hasZone := strings.Contains(layout, "07"); hasZone && !slices.Contains(details, "UTC") {
		at = at.In(time.FixedZone("", 3600))
	}
	formatted := at.Format(layout)
	if slices.Contains(details, "lower case") {
		formatted = strings.ToLower(formatted)
	}
	return formatted
}

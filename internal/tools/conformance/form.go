package main

import (
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
)

// The forms of JSON values. The mock server knows the same texts.
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

// The forms of times that are strings, before the name of the zone.
var timeForms = []struct{ form, layout string }{
	{"RFC 3339", "2006-01-02T15:04:05Z07:00"},
	{"RFC 3339 with a short offset", "2006-01-02T15:04:05Z0700"},
	{"RFC 3339 with a space", "2006-01-02 15:04:05Z07:00"},
	{"time without a zone", "2006-01-02T15:04:05"},
	{"time without a zone with a space", "2006-01-02 15:04:05"},
	{"date", "2006-01-02"},
}

// fieldKind is the meaning of a field, which decides about the forms of its
// strings.
type fieldKind int

const (
	kindText fieldKind = iota
	kindNumber
	kindID
	kindTime
	kindSerial
	kindFingerprint
	kindPEM
	kindWord
	// kindCounts is an object with numbers by names of the account.
	kindCounts
)

// kinds are the fields with a meaning, in any object.
var kinds = map[string]fieldKind{
	"id": kindID, "certificateId": kindID, "certificateAuthorityId": kindID,
	"validFrom": kindTime, "validTo": kindTime, "createdAt": kindTime, "discoveredAt": kindTime,
	"serialNumber": kindSerial, "fingerprint": kindFingerprint, "certificate": kindPEM, "chain": kindPEM,
	"keySize": kindNumber, "renewalThresholdDays": kindNumber, "validityDays": kindNumber,
	"page": kindNumber, "limit": kindNumber, "total": kindNumber, "totalPages": kindNumber,
	"active": kindNumber, "expiring7Days": kindNumber, "expiring30Days": kindNumber, "expired": kindNumber, "revoked": kindNumber,
	"status": kindWord, "renewalStatus": kindWord, "keyType": kindWord, "source": kindWord,
	"byAuthority": kindCounts, "byKeyType": kindCounts,
}

// formOf returns the form of the value of a field.
func formOf(field string, value any) string {
	switch value := value.(type) {
	case nil:
		return formNull
	case bool:
		return formBoolean
	case json.Number:
		return formOfNumber(value)
	case string:
		return formOfText(kinds[field], value)
	case []any:
		return formOfList(value)
	case object:
		return formOfObject(kinds[field], value)
	default:
		return formObject
	}
}

func formOfNumber(value json.Number) string {
	if !strings.ContainsAny(value.String(), ".eE") {
		return formInteger
	}
	if float, err := value.Float64(); err == nil && float == math.Trunc(float) {
		return formPoint
	}
	return formDecimal
}

func formOfObject(kind fieldKind, value object) string {
	if kind != kindCounts || len(value) == 0 {
		return formObject
	}
	for _, member := range value {
		if formOf("", member) != formInteger {
			return formObject
		}
	}
	return formIntegers
}

func formOfList(list []any) string {
	form := formList
	for i, element := range list {
		of := formList
		switch element.(type) {
		case string:
			of = formStrings
		case object:
			of = formObjects
		}
		if i > 0 && of != form {
			return formList
		}
		form = of
	}
	return form
}

func formOfText(kind fieldKind, text string) string {
	if text == "" {
		return formEmptyString
	}
	form := ""
	switch kind {
	case kindNumber, kindID:
		if isNumeric(text) {
			return formNumericString
		}
	case kindTime:
		form = formOfTime(text)
	case kindSerial:
		form = formOfHex(text)
	case kindFingerprint:
		form = formOfFingerprint(text)
	case kindPEM:
		form = formOfPEM(text)
	default:
	}
	if form == "" {
		return formString
	}
	return form
}

func isNumeric(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

var fraction = regexp.MustCompile(`(:\d\d)[.,]\d+`)

// formOfTime returns the form of a time, empty if it is none.
func formOfTime(text string) string {
	upper := strings.ToUpper(text)
	whole := fraction.ReplaceAllString(upper, "$1")
	for _, known := range timeForms {
		if _, err := time.Parse(known.layout, whole); err != nil {
			continue
		}
		form := known.form
		if strings.HasSuffix(whole, "Z") {
			form += ", UTC"
		}
		if whole != upper {
			form += ", with a fraction"
		}
		if upper != text {
			form += ", lower case"
		}
		return form
	}
	return ""
}

var (
	hexPairs = regexp.MustCompile(`^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2})*$`)
	hexOnly  = regexp.MustCompile(`^[0-9A-Fa-f]+$`)
	base64   = regexp.MustCompile(`^[A-Za-z0-9+/_-]{43}=?$`)
)

// formOfHex returns the form of a hexadecimal number, empty if it is none. The
// case of its letters is unknown if it has none.
func formOfHex(text string) string {
	var form string
	switch {
	case isNumeric(text):
		return formDigits
	case hexPairs.MatchString(text):
		form = formPairs
	case hexOnly.MatchString(text):
		form = "hex"
	default:
		return ""
	}
	switch text {
	case strings.ToUpper(text):
		if text == strings.ToLower(text) {
			return form
		}
		return form + ", upper case"
	case strings.ToLower(text):
		return form + ", lower case"
	default:
		return form + ", mixed case"
	}
}

const (
	formDigits = "digits"
	formPairs  = "hex pairs"
)

func formOfFingerprint(text string) string {
	prefix, rest, hasPrefix := strings.Cut(text, ":")
	if !hasPrefix || !strings.HasPrefix(strings.ToLower(prefix), "sha") {
		prefix, rest = "", text
	}
	form := formOfHex(rest)
	if form == "" && base64.MatchString(rest) {
		form = "base64"
	}
	if form == "" || prefix == "" {
		return form
	}
	return prefix + ": and " + form
}

// formOfPEM returns the form of PEM text, empty if it contains no certificate.
func formOfPEM(text string) string {
	blocks, readable := 0, true
	form := "PEM certificate"
	for rest := []byte(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type == "CERTIFICATE" {
			blocks++
			_, err := x509.ParseCertificate(block.Bytes)
			readable = readable && err == nil
		}
	}
	begins := strings.Count(text, "-----BEGIN CERTIFICATE-----")
	if begins == 0 {
		return ""
	}
	if begins > 1 {
		form = "PEM certificates"
	}
	if !readable || blocks != begins {
		form += ", unreadable"
	}
	if strings.Contains(text, "PRIVATE KEY-----") {
		form += ", with a private key"
	}
	return form
}

// definite returns the forms of all values of a field without those that are
// ambiguous: digits can be a hexadecimal number, an empty list can contain
// anything.
func definite(forms []string) []string {
	ambiguous := map[string]func(string) bool{
		formDigits:        func(other string) bool { return strings.HasPrefix(other, "hex,") },
		"hex":             func(other string) bool { return strings.HasPrefix(other, "hex,") },
		formPairs:         func(other string) bool { return strings.HasPrefix(other, formPairs+",") },
		formNumericString: func(other string) bool { return other == formString },
		formList:          func(other string) bool { return strings.HasPrefix(other, formList+" of") },
		formObject:        func(other string) bool { return other == formIntegers },
	}
	return slices.DeleteFunc(slices.Clone(forms), func(form string) bool {
		isCovered, ok := ambiguous[form]
		return ok && slices.ContainsFunc(forms, isCovered)
	})
}

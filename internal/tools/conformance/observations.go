package main

import (
	"regexp"
	"slices"
	"strings"
)

// observations contain the observed values of each point. A point without values
// was not observed. The mock server reads them, so a changed value requires a
// change of its Likeness.
type observations map[string][]string

// add adds values to a point. Each value is kept once.
func (o observations) add(point string, values ...string) {
	for _, value := range values {
		if !slices.Contains(o[point], value) {
			o[point] = append(o[point], value)
		}
	}
	slices.SortFunc(o[point], compareValues)
}

// compareValues sorts values, those for missing fields last.
func compareValues(a, b string) int {
	rank := func(value string) int { return slices.Index([]string{formNull, formAbsent}, value) }
	if rank(a) != rank(b) {
		return rank(a) - rank(b)
	}
	return strings.Compare(a, b)
}

// is reports whether a point has this value and no other.
func (o observations) is(point, value string) bool {
	return len(o[point]) == 1 && o[point][0] == value
}

var (
	// aWord matches values of enumerations and error codes. Nothing else of the
	// account is recorded as text.
	aWord = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,39}$`)
	// aName matches the names of JSON fields, which belong to the API.
	aName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,39}$`)
)

// otherText replaces a text that is not a word.
const otherText = "another text"

// word returns a value of an enumeration.
func word(text string) string {
	if aWord.MatchString(text) {
		return text
	}
	return otherText
}

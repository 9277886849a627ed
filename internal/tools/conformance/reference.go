package main

import (
	_ "embed"
	"fmt"
	"strings"
)

// reference is the published API reference, whose lines the table cites.
//
//go:embed reference.txt
var reference string

// referenceLine returns the number of the first line that contains a text, below
// the heading of a section. It is 0 if there is none.
func referenceLine(section, text string) int {
	inSection := false
	for i, line := range strings.Split(reference, "\n") {
		inSection = inSection || line == section
		if inSection && strings.Contains(line, text) {
			return i + 1
		}
	}
	return 0
}

// cite returns a line of the reference with its number.
func cite(number int) string {
	return fmt.Sprintf("line %d: %s", number, strings.Split(reference, "\n")[number-1])
}

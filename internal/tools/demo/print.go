package main

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// width is the length of the longest line that the demo prints, in characters.
const width = 100

// alwaysShown matches the lines of Terraform's output that every step shows.
var alwaysShown = regexp.MustCompile(`^\s*# tigertrust_\S+ (will|must) be |^(Plan:|No changes|Warning:)`)

// spaces matches the spaces with which Terraform aligns values.
var spaces = regexp.MustCompile(`\s+`)

// shownLines returns the lines of an output that match alwaysShown or one of the
// expressions, without repetitions.
func shownLines(output string, also []*regexp.Regexp) []string {
	var shown []string
	for line := range strings.Lines(output) {
		isShown := alwaysShown.MatchString(line) || slices.ContainsFunc(also, func(r *regexp.Regexp) bool { return r.MatchString(line) })
		text := strings.TrimSpace(spaces.ReplaceAllString(line, " "))
		if isShown && !slices.Contains(shown, text) {
			shown = append(shown, text)
		}
	}
	return shown
}

// printOutput prints the lines that matter, unless the output was printed already.
func (d *demo) printOutput(output string, also []*regexp.Regexp) {
	if d.isVerbose {
		return
	}
	for _, line := range shownLines(output, also) {
		d.printf("   | %s\n", clip(line, width-len("   | ")))
	}
}

// printRequests prints the requests that change something, or else how many read.
func (d *demo) printRequests(requests mockserver.Journal) {
	writes := requests.Where(func(r mockserver.Entry) bool { return r.Method != http.MethodGet })
	if len(writes) == 0 {
		d.printf("   > no changes, only %d × GET\n", len(requests))
	}
	for _, r := range writes {
		line := r.Method + " " + r.Path + " " + string(r.Body)
		if r.Status == 0 {
			line += " (no response)"
		}
		for i, part := range wrap(line, width-len("   > ")) {
			d.printf("   %s %s\n", []string{">", " "}[min(i, 1)], part)
		}
	}
}

// clip shortens a line to a number of characters.
func clip(line string, limit int) string {
	characters := []rune(line)
	if len(characters) <= limit {
		return line
	}
	return string(characters[:limit-1]) + "…"
}

// wrap breaks a line after commas and spaces, so that every part has at most the
// given number of characters, if it can be broken.
func wrap(line string, limit int) []string {
	var parts []string
	for len(line) > limit {
		end := strings.LastIndexAny(line[:limit], ", ") + 1
		if end == 0 {
			end = limit
		}
		parts = append(parts, strings.TrimSpace(line[:end]))
		line = line[end:]
	}
	return append(parts, line)
}

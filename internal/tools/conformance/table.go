package main

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// The results of a row.
const (
	resultWorks       = "works"
	resultFails       = "does not work"
	resultNotObserved = "not observed"
)

// row is a point with what was observed.
type row struct {
	Title      string `json:"point"`
	Line       int    `json:"line,omitempty"`
	Documented string `json:"documented"`
	Observed   string `json:"observed"`
	Assumed    string `json:"assumed"`
	Result     string `json:"result"`
	// Deviates is true if the observation contradicts the reference.
	Deviates bool `json:"deviates,omitempty"`
	// Reason is why the provider does not work.
	Reason string `json:"-"`
}

// rows returns the table of a survey.
func rows(observed observations, unreadable map[string]string, ordered bool) []row {
	var all []row
	for _, p := range points(ordered) {
		values := observed[p.id]
		r := row{Title: p.title, Line: p.line, Documented: p.documented, Assumed: p.assumed, Observed: shown(values), Result: resultWorks}
		switch {
		case len(values) == 0:
			r.Observed, r.Result = notDocumented, resultNotObserved
		case unreadable[p.id] != "":
			r.Result, r.Reason = resultFails, unreadable[p.id]
		case p.works != nil && !p.works(values):
			r.Result, r.Reason = resultFails, "the provider depends on it"
		}
		r.Deviates = len(values) > 0 && p.conforms != nil && !p.conforms(values)
		all = append(all, r)
	}
	return all
}

// shown returns values for the table. The report contains the whole list of fields
// of a response.
func shown(values []string) string {
	text := strings.Join(values, " or ")
	if names := strings.Split(text, ", "); len(names) > 8 {
		return fmt.Sprintf("%s, … (%d fields)", strings.Join(names[:4], ", "), len(names))
	}
	return text
}

// writeTable writes rows as a Markdown table, and below it the documented promises
// that the server breaks and the verdict.
func writeTable(w *strings.Builder, all []row) {
	cells := [][]string{{"point", "documented", "observed", "the provider assumes", "result"}}
	for _, r := range all {
		documented, result := r.Documented, r.Result
		if r.Line > 0 {
			documented += fmt.Sprintf(" (line %d)", r.Line)
		}
		if r.Deviates {
			result += ", deviates"
		}
		cells = append(cells, []string{r.Title, documented, r.Observed, r.Assumed, result})
	}
	writeMarkdown(w, cells)
	if deviations := withDeviation(all); len(deviations) > 0 {
		fmt.Fprint(w, "\nThe server deviates from the API reference:\n")
		for _, r := range deviations {
			fmt.Fprintf(w, "- %s: observed %s. Reference, %s\n", r.Title, r.Observed, cite(r.Line))
		}
	}
	failures := withFailure(all)
	if len(failures) == 0 {
		fmt.Fprintf(w, "\nThe provider works with this server, as far as observed: %d of %d points.\n", countObserved(all), len(all))
		return
	}
	fmt.Fprint(w, "\nThe provider would not work with this server:\n")
	for _, r := range failures {
		fmt.Fprintf(w, "- %s: observed %s: %s\n", r.Title, r.Observed, r.Reason)
	}
}

func withDeviation(all []row) []row {
	return slices.DeleteFunc(slices.Clone(all), func(r row) bool { return !r.Deviates })
}

func withFailure(all []row) []row {
	return slices.DeleteFunc(slices.Clone(all), func(r row) bool { return r.Result != resultFails })
}

func countObserved(all []row) int {
	observed := 0
	for _, r := range all {
		if r.Result != resultNotObserved {
			observed++
		}
	}
	return observed
}

// writeMarkdown writes cells as a Markdown table with aligned columns. The first
// line is the header.
func writeMarkdown(w *strings.Builder, cells [][]string) {
	widths := make([]int, len(cells[0]))
	for _, line := range cells {
		for i, cell := range line {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for i, line := range cells {
		for j, cell := range line {
			fmt.Fprintf(w, "| %s%s ", cell, strings.Repeat(" ", widths[j]-utf8.RuneCountInString(cell)))
		}
		fmt.Fprint(w, "|\n")
		if i == 0 {
			for _, width := range widths {
				fmt.Fprintf(w, "|%s", strings.Repeat("-", width+2))
			}
			fmt.Fprint(w, "|\n")
		}
	}
}

package faultmatrix_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// TestFaultMatrix has each cell end in one of two ways: all is done, once; or an
// error says what is wrong, the state is true, and the next apply finishes the
// job. With -v it prints the table.
func TestFaultMatrix(t *testing.T) {
	table := &table{rows: map[string]map[string]outcome{}}
	t.Run("cells", func(t *testing.T) {
		for _, operation := range operations() {
			for _, fault := range faults() {
				for _, occurrence := range occurrences(operation.method) {
					t.Run(strings.Join([]string{operation.name, operation.method + " " + operation.path, fault.name, occurrence.name}, "/"), func(t *testing.T) {
						t.Parallel()
						ended := third
						defer func() { table.note(operation, fault, occurrence, ended) }()
						if outcome := newCell(t, operation, fault).run(occurrence); !t.Failed() {
							ended = outcome
						}
					})
				}
			}
		}
	})
	t.Log(table)
	want := 0
	for _, operation := range operations() {
		want += len(faults()) * len(occurrences(operation.method))
	}
	if table.cells != want {
		t.Errorf("%d cells were run, want %d", table.cells, want)
	}
	if unmet := table.count(unmet); unmet > want/20 {
		t.Errorf("in %d of %d cells nothing went wrong", unmet, want)
	}
}

// third is the outcome that must not be.
const third outcome = "BAD"

func TestMatrixHasEveryEndpointAndEveryFault(t *testing.T) {
	t.Parallel()
	var endpoints []string
	for _, operation := range operations() {
		endpoints = append(endpoints, operation.method+" "+operation.path)
	}
	for _, endpoint := range mockserver.Endpoints() {
		if !slices.Contains(endpoints, endpoint) {
			t.Errorf("no operation for %s", endpoint)
		}
	}
	for _, kind := range mockserver.FaultKinds() {
		if !slices.ContainsFunc(faults(), func(f fault) bool { return f.Kind == kind }) {
			t.Errorf("no row for %s", kind)
		}
	}
}

// table is what became of the cells.
type table struct {
	mu    sync.Mutex
	cells int
	rows  map[string]map[string]outcome
}

func (t *table) note(operation operation, fault fault, occurrence occurrence, ended outcome) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.cells++
	row := rowOf(operation, fault)
	if t.rows[row] == nil {
		t.rows[row] = map[string]outcome{}
	}
	t.rows[row][occurrence.name] = ended
}

func (t *table) count(ended outcome) int {
	count := 0
	for _, row := range t.rows {
		for _, outcome := range row {
			if outcome == ended {
				count++
			}
		}
	}
	return count
}

// String returns the rows in the order of the matrix, and counts.
func (t *table) String() string {
	var text strings.Builder
	counts := map[outcome]int{}
	columns := occurrences(http.MethodPost)
	line := func(cells ...string) { text.WriteString(strings.Join(cells, "\t") + "\n") }
	head := []string{"\nendpoint", "fault"}
	for _, occurrence := range columns {
		head = append(head, occurrence.name)
	}
	line(head...)
	for _, operation := range operations() {
		for _, fault := range faults() {
			row := rowOf(operation, fault)
			cells := []string{row}
			for _, occurrence := range columns {
				ended := t.rows[row][occurrence.name]
				counts[ended]++
				cells = append(cells, string(ended))
			}
			line(cells...)
		}
	}
	var aligned strings.Builder
	columnsOf := tabwriter.NewWriter(&aligned, 0, 0, 2, ' ', 0)
	// A strings.Builder takes all that is written to it.
	_, _ = io.WriteString(columnsOf, text.String())
	_ = columnsOf.Flush()
	return aligned.String() + fmt.Sprintf("%d cells: %d done, %d told and finished by the next apply, %d without such a request, %d neither",
		t.cells, counts[done], counts[told], counts[unmet], counts[third])
}

func rowOf(operation operation, fault fault) string {
	return fmt.Sprintf("%s %s (%s)\t%s", operation.method, operation.path, operation.name, fault.name)
}

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

// Each cell must have one of two outcomes: the operation succeeds, with one write
// for each object; or it reports an error, the state is correct, and the next apply
// succeeds. With -v, the test prints the table.
func TestFaultMatrix(t *testing.T) {
	table := &table{rows: map[string]map[string]outcome{}}
	t.Run("cells", func(t *testing.T) {
		for _, operation := range operations() {
			for _, fault := range faults() {
				for _, occurrence := range occurrences(operation.method) {
					t.Run(strings.Join([]string{operation.name, operation.method + " " + operation.path, fault.name, occurrence.name}, "/"), func(t *testing.T) {
						t.Parallel()
						ended := failed
						defer func() { table.add(operation, fault, occurrence, ended) }()
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
		t.Errorf("expected %d cells, got %d", want, table.cells)
	}
	if count := table.count(notHit); count > want/20 {
		t.Errorf("expected a fault in almost all of %d cells, got none in %d", want, count)
	}
}

// failed is the outcome of a cell whose test failed.
const failed outcome = "FAILED"

func TestMatrix_CoversEveryEndpointAndFault(t *testing.T) {
	t.Parallel()
	var endpoints []string
	for _, operation := range operations() {
		endpoints = append(endpoints, operation.method+" "+operation.path)
	}
	for _, endpoint := range mockserver.Endpoints() {
		if !slices.Contains(endpoints, endpoint) {
			t.Errorf("expected an operation for %s", endpoint)
		}
	}
	for _, kind := range slices.Concat(mockserver.FaultKinds(), mockserver.MixupKinds()) {
		// The reference permits an empty response to every write, so that nobody can
		// know that a proxy made it.
		if kind != mockserver.FaultEmpty && !slices.ContainsFunc(faults(), func(f fault) bool { return f.Kind == kind }) {
			t.Errorf("expected a row for %s", kind)
		}
	}
}

// table contains the outcomes of all cells.
type table struct {
	mu    sync.Mutex
	cells int
	rows  map[string]map[string]outcome
}

func (t *table) add(operation operation, fault fault, occurrence occurrence, ended outcome) {
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

// String returns the rows in the order of the matrix, and the number of each
// outcome.
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
	// Writing to a strings.Builder never fails.
	_, _ = io.WriteString(columnsOf, text.String())
	_ = columnsOf.Flush()
	return aligned.String() + fmt.Sprintf("%d cells: %d done, %d reported and completed by the next apply, %d without such a request, %d failed",
		t.cells, counts[done], counts[reported], counts[notHit], counts[failed])
}

func rowOf(operation operation, fault fault) string {
	return fmt.Sprintf("%s %s (%s)\t%s", operation.method, operation.path, operation.name, fault.name)
}

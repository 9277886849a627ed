package killed_test

import (
	"flag"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	runs      = flag.Int("runs", 1, "number of runs of each test; Terraform or the provider is killed four times in each")
	firstSeed = flag.Uint64("first-seed", 1, "seed of the first run")
)

const (
	killsPerRun = 4
	// perKill is the number of certificates that each apply adds.
	perKill = 5
)

// eachRun calls test with each seed.
func eachRun(t *testing.T, test func(w *world)) {
	t.Helper()
	for n := range *runs {
		seed := *firstSeed + uint64(n)
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			test(newWorld(t, seed))
		})
	}
}

// With adopt_existing in every apply after the first one, each certificate that was
// ordered is in the state in the end.
func TestKilled_Adopting_LeavesNoOrphan(t *testing.T) {
	t.Parallel()
	eachRun(t, func(w *world) {
		for kill := range killsPerRun {
			w.configure(perKill*(kill+1), kill > 0)
			w.applyAndKill()
		}
		w.applyUntilSuccess()
		if orphans := w.orphans(); len(orphans) > 0 {
			w.t.Errorf("%v are in no state", orphans)
		}
		if issued := len(w.env.Mock.Certificates("")); issued != w.size {
			w.t.Errorf("%d certificates were ordered, want %d", issued, w.size)
		}
	})
}

// Without adopt_existing, the apply in the end names each certificate that is in no
// state.
func TestKilled_NotAdopting_NamesEveryOrphan(t *testing.T) {
	t.Parallel()
	eachRun(t, func(w *world) {
		for kill := range killsPerRun {
			w.configure(perKill*(kill+1), false)
			w.applyAndKill()
		}
		w.applyUntilSuccess()
		w.waitUntilListed()
		output := w.applyUntilSuccess()
		named := namedIDs(output)
		for _, orphan := range w.orphans() {
			if !slices.Contains(named, strconv.FormatInt(orphan, 10)) {
				w.t.Errorf("certificate %d is in no state, and the apply does not name it:\n%s", orphan, output)
			}
		}
	})
}

// namedIDs returns the ids in the summaries of warnings.
func namedIDs(output string) []string {
	var ids []string
	for _, line := range strings.Split(output, "\n") {
		if strings.Contains(line, "Warning: ") {
			ids = append(ids, regexp.MustCompile(`\b1\d{3}\b`).FindAllString(line, -1)...)
		}
	}
	return ids
}

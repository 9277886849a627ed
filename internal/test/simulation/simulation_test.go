package simulation_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// TestSimulation runs sequences, as many as -seeds. It shortens the first few
// that fail and prints them. To repeat one:
//
//	go test -v ./internal/test/simulation -seed 4711
func TestSimulation(t *testing.T) {
	if *oneSeed != 0 {
		result := simulate(t, *oneSeed, nil)
		t.Log(result.transcript())
		if result.failure != nil {
			t.Error(result.shortened(t).transcript())
		}
		return
	}
	failures := runSeeds(t)
	shown := map[string]int{}
	counts := map[string]int{}
	for _, failed := range failures {
		kind := failed.failure.kind
		counts[kind]++
		if shown[kind]++; shown[kind] == 1 {
			t.Error(failed.shortened(t).transcript())
		}
	}
	if len(failures) > 0 {
		t.Errorf("%d of %d seeds failed: %v", len(failures), *seeds, counts)
	}
}

// runSeeds runs all seeds, as many at once as there are processors, and returns
// those that failed, in order.
func runSeeds(t *testing.T) []*sequence {
	t.Helper()
	var (
		workers  sync.WaitGroup
		mu       sync.Mutex
		failures []*sequence
		queue    = make(chan uint64)
	)
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for seed := range queue {
				if result := simulate(t, seed, nil); result.failure != nil {
					mu.Lock()
					failures = append(failures, result)
					mu.Unlock()
				}
			}
		})
	}
	for n := range *seeds {
		queue <- *firstSeed + uint64(n)
	}
	close(queue)
	workers.Wait()
	slices.SortFunc(failures, func(a, b *sequence) int { return cmp.Compare(a.seed, b.seed) })
	return failures
}

// sequence is one run of the steps of a seed.
type sequence struct {
	seed    uint64
	dropped map[int]bool
	steps   int
	failure *violation
	lines   []string
}

// simulate runs the steps of a seed, without those that were dropped. Each step
// has a source of randomness of its own, so that dropping one does not change
// the others.
func simulate(t *testing.T, seed uint64, dropped map[int]bool) *sequence {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 0))
	steps := draw(random)
	result := &sequence{seed: seed, dropped: dropped, steps: len(steps)}
	try := &trial{TB: t}
	var w *world
	result.failure = try.run(func() {
		w = newWorld(try, random)
		for i, step := range steps {
			if dropped[i] {
				continue
			}
			w.step = i
			step.do(w, rand.New(rand.NewPCG(seed, uint64(i)+1)))
		}
	})
	if w != nil {
		result.lines = w.lines
	}
	return result
}

// transcript returns what happened, and how the sequence ended.
func (s *sequence) transcript() string {
	var b strings.Builder
	fmt.Fprintf(&b, "seed %d\n", s.seed)
	for _, line := range s.lines {
		b.WriteString("  " + line + "\n")
	}
	if s.failure != nil {
		fmt.Fprintf(&b, "%s: %s\n", strings.ToUpper(s.failure.kind), s.failure.detail)
	}
	return b.String()
}

// shortened drops steps as long as the sequence fails in the same way.
func (s *sequence) shortened(t *testing.T) *sequence {
	t.Helper()
	if !*doShrink {
		return s
	}
	shortest := s
	for isShorter := true; isShorter; {
		isShorter = false
		for i := s.steps - 1; i >= 0; i-- {
			if shortest.dropped[i] {
				continue
			}
			dropped := map[int]bool{i: true}
			for other := range shortest.dropped {
				dropped[other] = true
			}
			if attempt := simulate(t, s.seed, dropped); attempt.failure != nil && attempt.failure.kind == s.failure.kind {
				shortest, isShorter = attempt, true
			}
		}
	}
	return shortest
}

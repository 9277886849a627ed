package main

import (
	"strings"
	"testing"
	"time"
)

func seconds(values ...float64) []sample {
	var samples []sample
	for _, value := range values {
		samples = append(samples, sample{wall: time.Duration(value * float64(time.Second)), requests: int(value)})
	}
	return samples
}

func TestTheMedianCountsAndTheLimitsAreJudged(t *testing.T) {
	t.Parallel()
	measured := results{"other": seconds(10, 1, 2), "fast": seconds(1, 1, 9), "slow": seconds(5, 3, 1)}
	table := measured.table([]scenario{
		{name: "other"},
		{name: "fast", against: "other", most: limits{wall: 0.5, requests: 1}},
		{name: "slow", against: "other", most: limits{wall: 1.4}},
		{name: "not measured"},
	})
	lines := strings.Split(strings.TrimSpace(table), "\n")
	if len(lines) != 5 {
		t.Fatalf("the table is\n%s", table)
	}
	for i, parts := range [][]string{
		2: {"| other | 2.00 s | 1.00–10.00 |"},
		3: {"| fast | 1.00 s | 1.00–9.00 | 0.50 |", "time ≤ 0.5: kept; requests ≤ 1: kept"},
		4: {"| slow | 3.00 s | 1.00–5.00 | 1.50 |", "time ≤ 1.4: EXCEEDED"},
	} {
		for _, part := range parts {
			if !strings.Contains(lines[i], part) {
				t.Errorf("line %d lacks %q:\n%s", i, part, lines[i])
			}
		}
	}
}

func TestWhatIsChosenComesWithWhatItIsComparedWith(t *testing.T) {
	t.Parallel()
	kept := chosen([]scenario{{name: "a"}, {name: "b"}, {name: "c", against: "a"}}, "c")
	if len(kept) != 2 || kept[0].name != "a" || kept[1].name != "c" {
		t.Errorf("kept are %v", kept)
	}
}

package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// results are the samples of each scenario, by its name.
type results map[string][]sample

// median is what half of the samples do not exceed.
func median[T cmp.Ordered](samples []sample, of func(sample) T) T {
	values := make([]T, len(samples))
	for i, taken := range samples {
		values[i] = of(taken)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

func wall(s sample) time.Duration { return s.wall }
func cpu(s sample) time.Duration  { return s.cpu }
func peak(s sample) int64         { return s.peak }
func requests(s sample) int       { return s.requests }

// ratio compares two medians, 0 where there is nothing to compare with.
func ratio[T cmp.Ordered](r results, line scenario, of func(sample) T, number func(T) float64) float64 {
	other := r[line.against]
	if len(other) == 0 || number(median(other, of)) == 0 {
		return 0
	}
	return number(median(r[line.name], of)) / number(median(other, of))
}

// table returns the medians in Markdown, the ratios with what each line is
// compared with, and whether the limits are kept.
func (r results) table(scenarios []scenario) string {
	var b strings.Builder
	b.WriteString("| what | time | least–most | ratio | CPU | ratio | peak memory | ratio | requests | limits |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|---|\n")
	for _, line := range scenarios {
		taken := r[line.name]
		if len(taken) == 0 {
			continue
		}
		walls := make([]time.Duration, len(taken))
		for i := range taken {
			walls[i] = taken[i].wall
		}
		duration := func(d time.Duration) float64 { return d.Seconds() }
		size := func(n int64) float64 { return float64(n) }
		wallRatio, cpuRatio, peakRatio := ratio(r, line, wall, duration), ratio(r, line, cpu, duration), ratio(r, line, peak, size)
		fmt.Fprintf(&b, "| %s | %.2f s | %.2f–%.2f | %s | %s | %s | %s | %s | %s | %s |\n", line.name,
			median(taken, wall).Seconds(), slices.Min(walls).Seconds(), slices.Max(walls).Seconds(), shownRatio(wallRatio),
			shown(median(taken, cpu).Seconds(), "%.2f s"), shownRatio(cpuRatio),
			shown(float64(median(taken, peak))/1e6, "%.0f MB"), shownRatio(peakRatio),
			shown(float64(median(taken, requests)), "%.0f"), line.most.judge(wallRatio, peakRatio, median(taken, requests)))
	}
	return b.String()
}

func shownRatio(value float64) string { return shown(value, "%.2f") }

// shown is empty where there is nothing to show.
func shown(value float64, format string) string {
	if value == 0 {
		return ""
	}
	return fmt.Sprintf(format, value)
}

// judge tells the limits, and those that are exceeded.
func (l limits) judge(wallRatio, peakRatio float64, requests int) string {
	var judged []string
	note := func(name string, value, most float64) {
		if most == 0 {
			return
		}
		verdict := "kept"
		if value > most {
			verdict = "EXCEEDED"
		}
		judged = append(judged, fmt.Sprintf("%s ≤ %g: %s", name, most, verdict))
	}
	note("time", wallRatio, l.wall)
	note("memory", peakRatio, l.peak)
	note("requests", float64(requests), float64(l.requests))
	return strings.Join(judged, "; ")
}

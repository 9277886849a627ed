package examples_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// metricSamples are the samples of an OpenMetrics text.
type metricSamples []metricSample

type metricSample struct {
	name   string
	labels map[string]string
	value  float64
}

// find returns the value of the first sample with a name and a label. An empty
// label matches samples without labels.
func (s metricSamples) find(name, label, value string) (float64, bool) {
	for _, sample := range s {
		if sample.name == name && (label == "" && len(sample.labels) == 0 || label != "" && sample.labels[label] == value) {
			return sample.value, true
		}
	}
	return 0, false
}

// The grammar of the OpenMetrics text format, as far as gauges without timestamps
// and exemplars need it.
var (
	metricMetadata = regexp.MustCompile(`^# (TYPE|UNIT|HELP) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$`)
	metricLine     = regexp.MustCompile(`^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[^"]|"(?:[^"\\]|\\.)*")*)\})? (\S+)$`)
	metricLabel    = regexp.MustCompile(`^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\[n"\\])*)"(?:,|$)`)
)

var unescapeLabel = strings.NewReplacer(`\n`, "\n", `\"`, `"`, `\\`, `\`)

// parseOpenMetrics parses gauges strictly: each metric has its type, unit and help
// before its samples, no metric and no sample occurs twice, and the text ends with
// EOF.
func parseOpenMetrics(t *testing.T, text string) metricSamples {
	t.Helper()
	body, found := strings.CutSuffix(text, "# EOF\n")
	if !found {
		t.Fatalf("expected # EOF at the end of\n%s", text)
	}
	var samples metricSamples
	seen, metric := map[string]bool{}, ""
	for line := range strings.Lines(body) {
		line = strings.TrimSuffix(line, "\n")
		if m := metricMetadata.FindStringSubmatch(line); m != nil {
			if m[1] == "TYPE" {
				metric = m[2]
			}
			switch {
			case m[2] != metric, seen[m[1]+metric], len(samples) > 0 && samples[len(samples)-1].name == metric,
				m[1] == "TYPE" && m[3] != "gauge",
				m[1] == "UNIT" && !strings.HasSuffix(metric, "_"+m[3]):
				t.Errorf("unexpected metadata %q", line)
			}
			seen[m[1]+metric] = true
			continue
		}
		m := metricLine.FindStringSubmatch(line)
		if m == nil || m[1] != metric || !seen["HELP"+metric] || seen[m[1]+m[2]] {
			t.Fatalf("unexpected line %q", line)
		}
		seen[m[1]+m[2]] = true
		value, err := strconv.ParseFloat(m[3], 64)
		if err != nil {
			t.Errorf("%q: %v", line, err)
		}
		samples = append(samples, metricSample{name: m[1], labels: parseLabels(t, m[2]), value: value})
	}
	return samples
}

func parseLabels(t *testing.T, text string) map[string]string {
	t.Helper()
	labels := map[string]string{}
	for rest := text; rest != ""; {
		m := metricLabel.FindStringSubmatch(rest)
		if m == nil {
			t.Fatalf("unexpected label %q", rest)
		}
		if _, twice := labels[m[1]]; twice {
			t.Errorf("the label %s occurs twice in %q", m[1], text)
		}
		labels[m[1]], rest = unescapeLabel.Replace(m[2]), rest[len(m[0]):]
	}
	return labels
}

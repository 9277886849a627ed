package functions_test

import (
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestDaysUntil(t *testing.T) {
	t.Parallel()
	provider := acctest.New(t, mockserver.Options{}).Protocol(t)
	for name, test := range map[string]struct {
		timestamp, from string
		days            float64
	}{
		"whole days":        {"2026-01-25T12:00:00Z", "2026-01-15T12:00:00Z", 10},
		"last day":          {"2026-01-16T11:59:59Z", "2026-01-15T12:00:00Z", 0},
		"passed":            {"2026-01-15T11:59:59Z", "2026-01-15T12:00:00Z", -1},
		"zones":             {"2026-01-16T13:00:00+01:00", "2026-01-15T07:00:00-05:00", 1},
		"parts of a second": {"2026-01-16T12:00:00Z", "2026-01-15T12:00:00.5Z", 0},
		"no expiry":         {"9999-12-31T23:59:59Z", "2026-01-15T12:00:00Z", 2912428},
	} {
		days, problem := provider.CallFunction("days_until", test.timestamp, test.from)
		if problem != nil || days != test.days {
			t.Errorf("%s: got %v days, %v; want %v", name, days, problem, test.days)
		}
	}
}

func TestDaysUntil_InvalidTime_Fails(t *testing.T) {
	t.Parallel()
	provider := acctest.New(t, mockserver.Options{}).Protocol(t)
	const valid = "2026-01-15T12:00:00Z"
	for name, test := range map[string]struct {
		timestamp, from string
		argument        int64
	}{
		"empty":       {"", valid, 0},
		"a date":      {"2026-01-15", valid, 0},
		"no zone":     {valid, "2026-01-15T12:00:00", 1},
		"invalid day": {valid, "2026-02-30T12:00:00Z", 1},
		"a number":    {valid, "1768478400", 1},
		"both":        {"soon", "now", 0},
	} {
		_, problem := provider.CallFunction("days_until", test.timestamp, test.from)
		if problem == nil || problem.FunctionArgument == nil || *problem.FunctionArgument != test.argument || !strings.Contains(problem.Text, "RFC 3339") {
			t.Errorf("%s: the error is %+v", name, problem)
		} else if strings.Count(problem.Text, "RFC 3339") != 1 || !strings.HasSuffix(problem.Text, "\".") {
			t.Errorf("%s: the error is not one sentence: %s", name, problem.Text)
		}
	}
}

package functions_test

import (
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestRenewalTime(t *testing.T) {
	t.Parallel()
	provider := acctest.New(t, mockserver.Options{}).Protocol(t)
	for name, test := range map[string]struct {
		from, to string
		percent  int
		want     string
	}{
		"6 days":      {"2026-01-01T00:00:00Z", "2026-01-07T00:00:00Z", 50, "2026-01-04T00:00:00Z"},
		"47 days":     {"2026-01-01T00:00:00Z", "2026-02-17T00:00:00Z", 25, "2026-02-05T06:00:00Z"},
		"90 days":     {"2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", 33, "2026-03-02T07:12:00Z"},
		"least":       {"2026-01-01T00:00:00Z", "2026-04-11T00:00:00Z", 1, "2026-04-10T00:00:00Z"},
		"most":        {"2026-01-01T00:00:00Z", "2026-04-11T00:00:00Z", 99, "2026-01-02T00:00:00Z"},
		"zones":       {"2026-01-01T01:00:00+01:00", "2026-01-06T19:00:00-05:00", 50, "2026-01-04T00:00:00Z"},
		"a second":    {"2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", 50, "2026-01-01T00:00:01Z"},
		"an odd span": {"2026-01-01T00:00:00Z", "2026-03-31T23:59:59Z", 33, "2026-03-02T07:12:00Z"},
		"no end":      {"0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", 50, "5000-07-02T12:00:00Z"},
	} {
		if got, problem := provider.CallFunction("renewal_time", test.from, test.to, test.percent); problem != nil || got != test.want {
			t.Errorf("%s: got %v, %v; want %s", name, got, problem, test.want)
		}
	}
}

func TestRenewalTime_BadArgument_Fails(t *testing.T) {
	t.Parallel()
	provider := acctest.New(t, mockserver.Options{}).Protocol(t)
	const from, to = "2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z"
	for name, test := range map[string]struct {
		from, to string
		percent  any
		argument int64
		why      string
	}{
		"no start":        {"", to, 33, 0, "RFC 3339"},
		"no end":          {from, "2026-04-01", 33, 1, "RFC 3339"},
		"reversed":        {to, from, 33, 1, "must be later than valid_from"},
		"no period":       {from, from, 33, 1, "must be later than valid_from"},
		"nothing remains": {from, to, 0, 2, "must be from 1 to 99, got 0"},
		"all remains":     {from, to, 100, 2, "must be from 1 to 99, got 100"},
		"negative":        {from, to, -5, 2, "must be from 1 to 99, got -5"},
		"a fraction":      {from, to, 33.5, 2, "33.5"},
	} {
		_, problem := provider.CallFunction("renewal_time", test.from, test.to, test.percent)
		if problem == nil || problem.FunctionArgument == nil || *problem.FunctionArgument != test.argument || !strings.Contains(problem.Text, test.why) {
			t.Errorf("%s: the error is %+v", name, problem)
		}
	}
}

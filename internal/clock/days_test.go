package clock_test

import (
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
)

func TestDaysUntil(t *testing.T) {
	t.Parallel()
	from := time.Date(2026, time.January, 15, 12, 0, 0, 500, time.UTC)
	const day = 24 * time.Hour
	for name, test := range map[string]struct {
		end  time.Time
		days int64
	}{
		"now":                  {from, 0},
		"a day":                {from.Add(day), 1},
		"a nanosecond less":    {from.Add(day - 1), 0},
		"a nanosecond ago":     {from.Add(-1), -1},
		"a day ago":            {from.Add(-day), -1},
		"more than a day ago":  {from.Add(-day - 1), -2},
		"in another time zone": {from.Add(2 * day).In(time.FixedZone("", 3600)), 2},
		"no end":               {time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC), 2912428},
	} {
		if days := clock.DaysUntil(test.end, from); days != test.days {
			t.Errorf("%s: got %d days, want %d", name, days, test.days)
		}
	}
}

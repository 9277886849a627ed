package lifecycle

import (
	"testing"
	"time"
)

func TestIsNew_HourAfterOrder(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		origin Origin
		age    time.Duration
		want   bool
	}{
		"just ordered":             {Origin{OrderedAt: created.Unix()}, 0, true},
		"after 59 minutes":         {Origin{OrderedAt: created.Unix()}, 59 * time.Minute, true},
		"after an hour":            {Origin{OrderedAt: created.Unix()}, time.Hour, false},
		"not ordered by Terraform": {Origin{}, 0, false},
	} {
		if got := test.origin.IsNew(created.Add(test.age)); got != test.want {
			t.Errorf("%s: new: %t", name, got)
		}
	}
}

package poll_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/clocktest"
)

func TestWaitsAreReported(t *testing.T) {
	var told []time.Duration
	ctx := poll.WithReporter(t.Context(), func(what string, waited time.Duration) {
		if what != "it" {
			t.Errorf("waited for %s", what)
		}
		told = append(told, waited.Truncate(time.Second))
	})
	for range 2 {
		_ = poll.Until(ctx, clocktest.New(start), start.Add(32*time.Second), "it", func() (bool, error) { return false, nil })
	}
	one := []time.Duration{0, 12 * time.Second, 22 * time.Second}
	if !slices.Equal(told, slices.Concat(one, one)) {
		t.Errorf("told was %v", told)
	}
}

func TestNothingIsReportedOnceTheContextHasEnded(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	told := 0
	ctx = poll.WithReporter(ctx, func(string, time.Duration) { told++ })
	err := poll.Until(ctx, clocktest.New(start), start.Add(time.Hour), "it", func() (bool, error) {
		stop()
		return false, nil
	})
	if !errors.Is(err, context.Canceled) || told != 1 {
		t.Errorf("told was %d times, %v", told, err)
	}
	_ = poll.Until(ctx, clocktest.New(start), start.Add(time.Hour), "it", func() (bool, error) { return false, nil })
	if told != 1 {
		t.Errorf("told was %d times", told)
	}
}

package poll_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/clocktest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

var start = time.Date(2026, time.January, 15, 12, 0, 0, 0, time.UTC)

func TestUntilLooksAtGrowingIntervals(t *testing.T) {
	clock := clocktest.New(start)
	looks := 0
	err := poll.Until(t.Context(), clock, start.Add(time.Minute), "it", func() (bool, error) {
		looks++
		return looks == 6, nil
	})
	want := []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 5 * time.Second, 5 * time.Second}
	if err != nil || !slices.Equal(clock.Slept(), want) {
		t.Errorf("slept %v, %v", clock.Slept(), err)
	}
}

func TestUntilEnds(t *testing.T) {
	passing := &tigertrust.Error{StatusCode: 503}
	lasting := &tigertrust.Error{StatusCode: 403}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, test := range map[string]struct {
		ctx   context.Context
		look  func() (bool, error)
		check func(error) bool
	}{
		"at the deadline": {t.Context(), func() (bool, error) { return false, nil }, func(err error) bool {
			var late *poll.TimeoutError
			return errors.As(err, &late) && late.Last == nil
		}},
		"at the deadline, with the last error": {t.Context(), func() (bool, error) { return false, passing }, func(err error) bool {
			var late *poll.TimeoutError
			return errors.As(err, &late) && errors.Is(late.Last, passing)
		}},
		"at an error that lasts":  {t.Context(), func() (bool, error) { return false, lasting }, func(err error) bool { return errors.Is(err, lasting) }},
		"when it is told to stop": {cancelled, func() (bool, error) { return true, nil }, func(err error) bool { return errors.Is(err, context.Canceled) }},
	} {
		clock := clocktest.New(start)
		err := poll.Until(test.ctx, clock, start.Add(time.Minute), "it", test.look)
		if !test.check(err) {
			t.Errorf("%s: got %v", name, err)
		}
		if clock.Now().After(start.Add(time.Minute)) {
			t.Errorf("%s: waited %s", name, clock.Now().Sub(start))
		}
	}
}

func TestUnfinishedSaysWhyTheWaitEnded(t *testing.T) {
	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"told to stop": {context.Canceled, "Terraform was told to stop while it waited."},
		"too late":     {&poll.TimeoutError{}, "It was not issued within 2m0s, the limit in timeouts.create."},
		"failing":      {&poll.TimeoutError{Last: &tigertrust.Error{StatusCode: 503, Host: "api.example.com"}}, "The last look failed: 503 Service Unavailable from api.example.com."},
		"refused":      {&tigertrust.Error{StatusCode: 403, Host: "api.example.com"}, "It could not be read. 403 Forbidden from api.example.com."},
	} {
		if got := apidiag.Unfinished("It was not issued", test.err, poll.NewDeadline(start, "timeouts.create", 2*time.Minute)); !strings.Contains(got, test.want) {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

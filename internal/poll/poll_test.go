package poll_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/progress"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/clocktest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

var start = time.Date(2026, time.January, 15, 12, 0, 0, 0, time.UTC)

// within returns a deadline that is a duration away from start.
func within(duration time.Duration) poll.Deadline {
	return poll.NewDeadline(start, "timeouts.create", duration)
}

func TestUntil_PausesGrow(t *testing.T) {
	t.Parallel()
	clock := clocktest.New(start)
	checks := 0
	err := poll.Until(t.Context(), clock, within(time.Minute), "it", func() (bool, error) {
		checks++
		return checks == 6, nil
	})
	want := []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 5 * time.Second, 5 * time.Second}
	if err != nil || !slices.Equal(clock.Slept(), want) {
		t.Errorf("slept %v, %v", clock.Slept(), err)
	}
}

func TestUntil_Ends(t *testing.T) {
	t.Parallel()
	temporary := &tigertrust.Error{StatusCode: 503}
	permanent := &tigertrust.Error{StatusCode: 403}
	refused := &tigertrust.ProxyError{StatusCode: 407, Err: errors.New("407")}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, test := range map[string]struct {
		ctx   context.Context
		check func() (bool, error)
		want  error
		// last is the error within a DeadlineError.
		last    error
		expires bool
	}{
		"deadline":                       {ctx: t.Context(), check: func() (bool, error) { return false, nil }, expires: true},
		"deadline after temporary error": {ctx: t.Context(), check: func() (bool, error) { return false, temporary }, expires: true, last: temporary},
		"permanent error":                {ctx: t.Context(), check: func() (bool, error) { return false, permanent }, want: permanent},
		"refused by a proxy":             {ctx: t.Context(), check: func() (bool, error) { return false, refused }, want: refused},
		"canceled":                       {ctx: canceled, check: func() (bool, error) { return true, nil }, want: context.Canceled},
	} {
		clock := clocktest.New(start)
		err := poll.Until(test.ctx, clock, within(time.Minute), "it", test.check)
		var deadline *poll.DeadlineError
		switch {
		case errors.As(err, &deadline) != test.expires:
			t.Errorf("%s: got %v", name, err)
		case test.expires && (!errors.Is(deadline.Last, test.last) || deadline.Deadline != within(time.Minute)):
			t.Errorf("%s: got %+v", name, deadline)
		case test.want != nil && !errors.Is(err, test.want):
			t.Errorf("%s: got %v, want %v", name, err, test.want)
		}
		if clock.Now().After(start.Add(time.Minute)) {
			t.Errorf("%s: waited %s", name, clock.Now().Sub(start))
		}
	}
}

func TestUntil_ReportsWait(t *testing.T) {
	t.Parallel()
	var reported []time.Duration
	ctx := progress.WithReporter(t.Context(), func(_ string, waited time.Duration) {
		reported = append(reported, waited.Truncate(time.Second))
	})
	_ = poll.Until(ctx, clocktest.New(start), within(32*time.Second), "it", func() (bool, error) { return false, nil })
	if want := []time.Duration{0, 12 * time.Second, 22 * time.Second}; !slices.Equal(reported, want) {
		t.Errorf("reported at %v, want %v", reported, want)
	}
}

func TestDeadlineError_NamesSetting(t *testing.T) {
	t.Parallel()
	for err, want := range map[*poll.DeadlineError]string{
		{Deadline: within(2 * time.Minute)}:                        "timed out after 2m0s (timeouts.create)",
		{Deadline: poll.NewDeadline(start, "", 2*time.Minute)}:     "timed out after 2m0s",
		{Deadline: within(2 * time.Minute), Last: errDisconnected}: "timed out after 2m0s (timeouts.create); the last error was: disconnected",
	} {
		if err.Error() != want {
			t.Errorf("got %q, want %q", err, want)
		}
	}
}

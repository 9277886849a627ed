package progress_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/progress"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/clocktest"
)

var start = time.Date(2026, time.January, 15, 12, 0, 0, 0, time.UTC)

// report waits in steps of three seconds and returns when the wait was reported.
func report(ctx context.Context, clock *clocktest.Clock, steps int) {
	wait := progress.NewWait(ctx, clock, "the certificate")
	for range steps {
		wait.Report(ctx)
		clock.Advance(3 * time.Second)
	}
}

func TestWait_ReportsAtStartAndAtIntervals(t *testing.T) {
	t.Parallel()
	var reported []time.Duration
	ctx := progress.WithReporter(t.Context(), func(awaited string, waited time.Duration) {
		if awaited != "the certificate" {
			t.Errorf("reported a wait for %q", awaited)
		}
		reported = append(reported, waited)
	})
	clock := clocktest.New(start)
	report(ctx, clock, 10)
	report(ctx, clock, 1)
	if want := []time.Duration{0, 12 * time.Second, 24 * time.Second, 0}; !slices.Equal(reported, want) {
		t.Errorf("reported at %v, want %v", reported, want)
	}
}

// The first attempt, which precedes the first report, takes a moment.
func TestWait_FirstReportIsLate_CountsAsStart(t *testing.T) {
	t.Parallel()
	var reported []time.Duration
	ctx := progress.WithReporter(t.Context(), func(_ string, waited time.Duration) { reported = append(reported, waited) })
	clock := clocktest.New(start)
	wait := progress.NewWait(ctx, clock, "the certificate")
	clock.Advance(5 * time.Millisecond)
	wait.Report(ctx)
	clock.Advance(10 * time.Second)
	wait.Report(ctx)
	if want := []time.Duration{0, 10*time.Second + 5*time.Millisecond}; !slices.Equal(reported, want) {
		t.Errorf("reported %v, want %v", reported, want)
	}
}

func TestWait_NoReporter_ReportsNothing(t *testing.T) {
	t.Parallel()
	report(t.Context(), clocktest.New(start), 3)
}

// Terraform no longer receives messages once the context has ended.
func TestWait_EndedContext_ReportsNothing(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	ctx = progress.WithReporter(ctx, func(string, time.Duration) { t.Error("reported after the context had ended") })
	cancel()
	report(ctx, clocktest.New(start), 10)
}

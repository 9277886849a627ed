package poll_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/clocktest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

func TestContext_EndsASecondAfterDeadline(t *testing.T) {
	t.Parallel()
	clock := clocktest.New(start)
	clock.Advance(10 * time.Second)
	ctx, cancel := within(time.Minute).Context(t.Context(), clock)
	defer cancel()
	_ = clock.Sleep(ctx, time.Hour)
	var deadline *poll.DeadlineError
	if took := clock.Now().Sub(start); took != 61*time.Second || !errors.As(context.Cause(ctx), &deadline) {
		t.Errorf("ended after %s: %v", took, context.Cause(ctx))
	}
}

func TestUntil_ContextEnds_KeepsLastError(t *testing.T) {
	t.Parallel()
	temporary := &tigertrust.Error{StatusCode: 503}
	clock := clocktest.New(start)
	ctx, cancel := within(time.Second).Context(t.Context(), clock)
	defer cancel()
	err := poll.Until(ctx, clock, within(time.Hour), "it", func() (bool, error) {
		if clock.Now().Sub(start) > time.Second {
			// The response takes too long.
			clock.Advance(time.Second)
			return false, context.Cause(ctx)
		}
		return false, temporary
	})
	var deadline *poll.DeadlineError
	if !errors.As(err, &deadline) || deadline.Deadline != within(time.Second) || !errors.Is(deadline.Last, temporary) {
		t.Errorf("got %v", err)
	}
}

func TestSendOrFind_DeadlinePassed_SendsNothing(t *testing.T) {
	t.Parallel()
	client, err := tigertrust.New(tigertrust.Config{APIKey: "key", Clock: clocktest.New(start)})
	if err != nil {
		t.Fatal(err)
	}
	result, err := poll.SendOrFind(t.Context(), client, poll.Request[bool]{
		Deadline: within(0),
		Send: func(ctx context.Context) (bool, error) {
			return false, client.RenewCertificate(ctx, "1", tigertrust.Renewal{})
		},
	})
	var deadline *poll.DeadlineError
	if result.Lost != nil || !errors.As(err, &deadline) || tigertrust.IsOutcomeUnknown(err) {
		t.Errorf("got %v, lost %v", err, result.Lost)
	}
}

func TestSendOrFind_LostAtDeadline_NamesSetting(t *testing.T) {
	t.Parallel()
	failed := &tigertrust.Error{StatusCode: 500}
	_, err := poll.SendOrFind(t.Context(), clocktest.New(start), poll.Request[bool]{
		Deadline: within(5 * time.Second),
		Send:     func(context.Context) (bool, error) { return false, failed },
		Find:     func(context.Context) (bool, bool, error) { return false, false, nil },
	})
	var deadline *poll.DeadlineError
	if !errors.As(err, &deadline) || !errors.Is(err, failed) || !tigertrust.IsOutcomeUnknown(err) {
		t.Errorf("got %v", err)
	}
}

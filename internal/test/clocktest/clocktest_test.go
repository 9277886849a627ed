package clocktest_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/clocktest"
)

var (
	_ clock.Clock = (*clocktest.Clock)(nil)

	start = time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)
)

func TestClock_MovesOnSleepAndAdvance(t *testing.T) {
	c := clocktest.New(start)
	for range 2 {
		if got := c.Now(); !got.Equal(start) {
			t.Errorf("the clock moved to %s without a sleep", got)
		}
	}
	if err := c.Sleep(t.Context(), 90*24*time.Hour); err != nil {
		t.Fatal(err)
	}
	c.Advance(time.Hour)
	for _, d := range []time.Duration{0, -time.Hour} {
		if err := c.Sleep(t.Context(), d); err != nil {
			t.Error(err)
		}
	}
	if err := c.Sleep(t.Context(), time.Minute); err != nil {
		t.Fatal(err)
	}

	if want := start.Add(90*24*time.Hour + time.Hour + time.Minute); !c.Now().Equal(want) {
		t.Errorf("now = %s, want %s", c.Now(), want)
	}
	if got, want := c.Slept(), []time.Duration{90 * 24 * time.Hour, time.Minute}; !slices.Equal(got, want) {
		t.Errorf("Slept() = %v, want %v", got, want)
	}
}

func TestSleep_CanceledContext_ReturnsError(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := clocktest.New(start)
	for _, d := range []time.Duration{0, time.Hour} {
		if err := c.Sleep(ctx, d); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", d, err)
		}
	}
	if len(c.Slept()) != 0 || !c.Now().Equal(start) {
		t.Errorf("Slept() = %v", c.Slept())
	}
}

func TestSlept_ReturnsCopy(t *testing.T) {
	c := clocktest.New(start)
	_ = c.Sleep(t.Context(), time.Second)
	c.Slept()[0] = time.Hour
	if got := c.Slept(); !slices.Equal(got, []time.Duration{time.Second}) {
		t.Errorf("Slept() = %v", got)
	}
}

func TestClock_ConcurrentUse(t *testing.T) {
	c := clocktest.New(start)
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			_ = c.Sleep(t.Context(), time.Second)
			c.Advance(time.Second)
			_ = c.Now()
		})
	}
	group.Wait()
	if want := start.Add(40 * time.Second); !c.Now().Equal(want) || len(c.Slept()) != 20 {
		t.Errorf("now = %s, want %s", c.Now(), want)
	}
}

func TestAfterSleep_CalledByEverySleep(t *testing.T) {
	c := clocktest.New(start)
	var called []time.Time
	c.AfterSleep(func() { called = append(called, c.Now()) })
	_ = c.Sleep(t.Context(), time.Second)
	c.AfterSleep(nil)
	_ = c.Sleep(t.Context(), time.Second)
	if !slices.Equal(called, []time.Time{start.Add(time.Second)}) {
		t.Errorf("called at %v", called)
	}
}

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

func TestTimePassesOnlyWhenSomebodySleepsOrPushes(t *testing.T) {
	c := clocktest.New(start)
	for range 2 {
		if got := c.Now(); !got.Equal(start) {
			t.Errorf("by itself the clock went to %s", got)
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
		t.Errorf("it is %s, want %s", c.Now(), want)
	}
	if got, want := c.Slept(), []time.Duration{90 * 24 * time.Hour, time.Minute}; !slices.Equal(got, want) {
		t.Errorf("slept %v, want %v", got, want)
	}
}

func TestNobodySleepsAfterTheContextEnded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := clocktest.New(start)
	for _, d := range []time.Duration{0, time.Hour} {
		if err := c.Sleep(ctx, d); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", d, err)
		}
	}
	if len(c.Slept()) != 0 || !c.Now().Equal(start) {
		t.Errorf("slept %v", c.Slept())
	}
}

func TestTheListOfWaitsIsACopy(t *testing.T) {
	c := clocktest.New(start)
	_ = c.Sleep(t.Context(), time.Second)
	c.Slept()[0] = time.Hour
	if got := c.Slept(); !slices.Equal(got, []time.Duration{time.Second}) {
		t.Errorf("slept %v", got)
	}
}

func TestManyMaySleepAtOnce(t *testing.T) {
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
		t.Errorf("it is %s, want %s", c.Now(), want)
	}
}

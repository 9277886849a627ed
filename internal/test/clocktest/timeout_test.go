package clocktest_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/clocktest"
)

var errTooLate = errors.New("too late")

func TestWithTimeout_Sleep_IsCut(t *testing.T) {
	c := clocktest.New(start)
	ctx, cancel := c.WithTimeout(t.Context(), time.Minute, errTooLate)
	defer cancel()
	if err := c.Sleep(ctx, 50*time.Second); err != nil {
		t.Fatal(err)
	}
	if err := c.Sleep(ctx, time.Hour); err == nil {
		t.Error("the sleep was not cut")
	}
	if !errors.Is(context.Cause(ctx), errTooLate) || !c.Now().Equal(start.Add(time.Minute)) {
		t.Errorf("got %v at %s", context.Cause(ctx), c.Now())
	}
}

func TestWithTimeout_Nested_EarliestEnds(t *testing.T) {
	errInner := errors.New("inner")
	for name, test := range map[string]struct {
		inner time.Duration
		want  error
	}{
		"inner is earlier": {time.Second, errInner},
		"outer is earlier": {time.Hour, errTooLate},
	} {
		c := clocktest.New(start)
		ctx, cancel := c.WithTimeout(t.Context(), time.Minute, errTooLate)
		defer cancel()
		ctx, cancelInner := c.WithTimeout(ctx, test.inner, errInner)
		defer cancelInner()
		_ = c.Sleep(ctx, 2*time.Hour)
		if !errors.Is(context.Cause(ctx), test.want) || !c.Now().Equal(start.Add(min(test.inner, time.Minute))) {
			t.Errorf("%s: got %v at %s", name, context.Cause(ctx), c.Now())
		}
	}
}

func TestWithTimeout_Advance_Ends(t *testing.T) {
	c := clocktest.New(start)
	ctx, cancel := c.WithTimeout(t.Context(), time.Minute, errTooLate)
	defer cancel()
	c.Advance(time.Minute - 1)
	if ctx.Err() != nil {
		t.Error("ended early")
	}
	c.Advance(1)
	if !errors.Is(context.Cause(ctx), errTooLate) {
		t.Errorf("got %v", context.Cause(ctx))
	}
}

func TestWithTimeout_RealTime_EndsLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		ctx, cancel := clocktest.New(start).WithTimeout(t.Context(), time.Minute, errTooLate)
		defer cancel()
		<-ctx.Done()
		if took := time.Since(began); !errors.Is(context.Cause(ctx), errTooLate) || took != 63*time.Second {
			t.Errorf("got %v after %s", context.Cause(ctx), took)
		}
	})
}

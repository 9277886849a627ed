package clock_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
)

func TestSystem_Now(t *testing.T) {
	before := time.Now()
	now := clock.System{}.Now()
	if now.Before(before) || now.After(time.Now()) {
		t.Errorf("got %s, want %s", now, before)
	}
}

func TestSystem_Sleep(t *testing.T) {
	const nap = time.Millisecond
	before := time.Now()
	if err := (clock.System{}).Sleep(t.Context(), nap); err != nil {
		t.Fatal(err)
	}
	if slept := time.Since(before); slept < nap {
		t.Errorf("slept %s, want %s", slept, nap)
	}
}

func TestSystem_Sleep_NotPositive(t *testing.T) {
	for _, d := range []time.Duration{0, -time.Hour} {
		if err := (clock.System{}).Sleep(t.Context(), d); err != nil {
			t.Errorf("%s: %v", d, err)
		}
	}
}

func TestSystem_Sleep_AlreadyCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, d := range []time.Duration{-time.Hour, 0, time.Hour} {
		if err := (clock.System{}).Sleep(ctx, d); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", d, err)
		}
	}
}

func TestSystem_Sleep_Cancelled(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := (clock.System{}).Sleep(ctx, time.Hour); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

func TestSystem_WithTimeout(t *testing.T) {
	cause := errors.New("too late")
	ctx, cancel := clock.System{}.WithTimeout(t.Context(), time.Millisecond, cause)
	defer cancel()
	if err := (clock.System{}).Sleep(ctx, time.Hour); !errors.Is(err, context.DeadlineExceeded) || !errors.Is(context.Cause(ctx), cause) {
		t.Errorf("got %v, %v", err, context.Cause(ctx))
	}
}

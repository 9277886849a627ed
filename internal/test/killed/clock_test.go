package killed_test

import (
	"context"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
)

// speed is how much faster the clock of the tests is than that of the system.
const speed = 20

// fastClock is a clock that several processes share.
type fastClock struct{ start time.Time }

func (c fastClock) Now() time.Time { return c.start.Add(time.Since(c.start) * speed) }

func (c fastClock) Sleep(ctx context.Context, d time.Duration) error {
	return clock.System{}.Sleep(ctx, d/speed)
}

func (c fastClock) WithTimeout(ctx context.Context, d time.Duration, cause error) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, d/speed, cause)
}

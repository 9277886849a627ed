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

var errDisconnected = errors.New("disconnected")

func TestSearch_WindowDependsOnError(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		lost  error
		limit time.Duration
		want  time.Duration
		looks int
	}{
		"connection lost":    {errDisconnected, time.Hour, time.Minute, 5},
		"server error":       {&tigertrust.Error{StatusCode: 500}, time.Hour, 10 * time.Second, 5},
		"gateway timeout":    {&tigertrust.Error{StatusCode: 504}, time.Hour, time.Minute, 5},
		"deadline is near":   {errDisconnected, 20 * time.Second, 20 * time.Second, 5},
		"deadline is passed": {errDisconnected, -time.Minute, 0, 1},
	} {
		clock := clocktest.New(start)
		searches := 0
		found, err := poll.Search(t.Context(), clock, within(test.limit), "it", test.lost, func(context.Context) (bool, error) {
			searches++
			return false, nil
		})
		if took := clock.Now().Sub(start); found || err != nil || took != test.want || searches < test.looks || test.looks == 1 && searches > 1 {
			t.Errorf("%s: found %t, %v, after %s and %d searches", name, found, err, took, searches)
		}
	}
}

func TestSearch_ReturnsErrorOfLastSearch(t *testing.T) {
	t.Parallel()
	denied := &tigertrust.Error{StatusCode: 401}
	for name, test := range map[string]struct {
		failures int
		found    bool
		err      error
	}{
		"every search fails":        {failures: 1000, err: denied},
		"the first searches fail":   {failures: 3, found: true},
		"the first search succeeds": {found: true},
	} {
		searches := 0
		found, err := poll.Search(t.Context(), clocktest.New(start), within(time.Hour), "it", errDisconnected, func(context.Context) (bool, error) {
			if searches++; searches <= test.failures {
				return false, denied
			}
			return true, nil
		})
		if found != test.found || !errors.Is(err, test.err) {
			t.Errorf("%s: found %t, %v", name, found, err)
		}
	}
}

// Searches add to the load that the rate limit is there to reduce.
func TestSearch_RateLimit_SearchesOnce(t *testing.T) {
	t.Parallel()
	throttled := &tigertrust.Error{StatusCode: 503, IsThrottled: true}
	for failures, wantSearches := range []int{1, 2, 3} {
		for _, exists := range []bool{true, false} {
			clock, searches := clocktest.New(start), 0
			found, err := poll.Search(t.Context(), clock, within(time.Minute), "it", throttled, func(context.Context) (bool, error) {
				if searches++; searches <= failures {
					return false, throttled
				}
				return exists, nil
			})
			if found != exists || err != nil || searches != wantSearches || clock.Now().Before(start.Add(10*time.Second)) {
				t.Errorf("found %t, %v, after %s and %d searches", found, err, clock.Now().Sub(start), searches)
			}
		}
	}
}

// Further attempts could lock the account at the proxy.
func TestSearch_ProxyRefuses_Ends(t *testing.T) {
	t.Parallel()
	refused := &tigertrust.ProxyError{StatusCode: 407, Err: errors.New("407")}
	searches := 0
	_, err := poll.Search(t.Context(), clocktest.New(start), within(time.Hour), "it", errDisconnected, func(context.Context) (bool, error) {
		if searches++; searches == 1 {
			return false, nil
		}
		return false, refused
	})
	if !errors.Is(err, refused) || searches != 2 {
		t.Errorf("got %v after %d searches", err, searches)
	}
}

func TestSearch_Interrupt_SearchesOnceMore(t *testing.T) {
	t.Parallel()
	for _, exists := range []bool{true, false} {
		ctx, cancel := context.WithCancel(t.Context())
		searches := 0
		found, err := poll.Search(ctx, clocktest.New(start), within(time.Hour), "it", errDisconnected, func(ctx context.Context) (bool, error) {
			searches++
			if searches == 1 {
				cancel()
				return false, nil
			}
			return exists, ctx.Err()
		})
		if found != exists || (err == nil) != exists || searches != 2 {
			t.Errorf("exists: %t; found %t, %v, after %d searches", exists, found, err, searches)
		}
	}
}

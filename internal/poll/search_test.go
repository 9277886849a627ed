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

var errLost = errors.New("the line is dead")

func TestLostLooksAsLongAsTheErrorMakesLikely(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		lost  error
		limit time.Duration
		want  time.Duration
	}{
		"silence":              {errLost, time.Hour, time.Minute},
		"an error":             {&tigertrust.Error{StatusCode: 500}, time.Hour, 10 * time.Second},
		"a gateway's time-out": {&tigertrust.Error{StatusCode: 504}, time.Hour, time.Minute},
		"little time is left":  {errLost, 20 * time.Second, 20 * time.Second},
		"no time is left":      {errLost, -time.Minute, 10 * time.Second},
	} {
		standing := clocktest.New(time.Unix(0, 0))
		looks := 0
		found, err := poll.SearchLostResponse(t.Context(), standing, test.lost, standing.Now().Add(test.limit), "it to show", func(context.Context) (bool, error) {
			looks++
			return false, nil
		})
		if took := standing.Now().Sub(time.Unix(0, 0)); found || err != nil || took != test.want || looks < 4 {
			t.Errorf("%s: found %t, %v, after %s and %d looks", name, found, err, took, looks)
		}
	}
}

func TestLostTellsThatTheLastLookFailed(t *testing.T) {
	t.Parallel()
	refusal := &tigertrust.Error{StatusCode: 401}
	for name, test := range map[string]struct {
		failures int
		found    bool
		err      error
	}{
		"always":       {failures: 1000, err: refusal},
		"a few times":  {failures: 3, found: true},
		"not even one": {found: true},
	} {
		looks := 0
		standing := clocktest.New(time.Unix(0, 0))
		found, err := poll.SearchLostResponse(t.Context(), standing, errLost, standing.Now().Add(time.Hour), "it to show", func(context.Context) (bool, error) {
			if looks++; looks <= test.failures {
				return false, refusal
			}
			return true, nil
		})
		if found != test.found || !errors.Is(err, test.err) {
			t.Errorf("%s: found %t, %v", name, found, err)
		}
	}
}

func TestLostLooksOnceMoreForWhoIsToldToStop(t *testing.T) {
	t.Parallel()
	for _, isThere := range []bool{true, false} {
		ctx, cancel := context.WithCancel(t.Context())
		found, err := poll.SearchLostResponse(ctx, clocktest.New(time.Unix(0, 0)), errLost, time.Unix(3600, 0), "it to show", func(ctx context.Context) (bool, error) {
			isFirst := ctx.Err() == nil && context.Cause(ctx) == nil && !hasDeadline(ctx)
			if isFirst {
				cancel()
				return false, nil
			}
			return isThere, ctx.Err()
		})
		if found != isThere || (err == nil) != isThere {
			t.Errorf("it is there: %t; found %t, %v", isThere, found, err)
		}
	}
}

func hasDeadline(ctx context.Context) bool {
	_, ok := ctx.Deadline()
	return ok
}

func TestRepeatSendsAgainWhatMayBeDone(t *testing.T) {
	t.Parallel()
	refusal := &tigertrust.Error{StatusCode: 409}
	for name, test := range map[string]struct {
		answers []error
		want    error
		sent    int
	}{
		"done":                {[]error{nil}, nil, 1},
		"refused":             {[]error{refusal}, refusal, 1},
		"lost, then done":     {[]error{errLost, errLost, nil}, nil, 3},
		"lost, then refused":  {[]error{errLost, refusal}, refusal, 2},
		"lost until the end":  {[]error{errLost}, errLost, 0},
		"never sent is final": {[]error{context.Canceled}, context.Canceled, 1},
	} {
		sent := 0
		standing := clocktest.New(time.Unix(0, 0))
		err := poll.Resend(t.Context(), standing, standing.Now().Add(time.Minute), "it to be done", func() error {
			answer := test.answers[min(sent, len(test.answers)-1)]
			sent++
			return answer
		})
		if !errors.Is(err, test.want) || test.sent != 0 && sent != test.sent || standing.Now().Sub(time.Unix(0, 0)) > time.Minute {
			t.Errorf("%s: %v, sent %d times until %s", name, err, sent, standing.Now())
		}
	}
}

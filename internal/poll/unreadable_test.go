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

var errUnreadable = &tigertrust.UnreadableResponseError{Host: "api.example.com", Err: errors.New("no id")}

func TestUntil_UnreadableResponses_EndWait(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		responses []error
		want      error
	}{
		"three":                   {[]error{errUnreadable, errUnreadable, errUnreadable}, errUnreadable},
		"two, then readable":      {[]error{errUnreadable, errUnreadable, nil}, nil},
		"interrupted by an error": {[]error{errUnreadable, errUnreadable, errDisconnected, errUnreadable, nil}, nil},
	} {
		checks := 0
		err := poll.Until(t.Context(), clocktest.New(start), within(time.Hour), "it", func() (bool, error) {
			checks++
			return checks == len(test.responses), test.responses[checks-1]
		})
		if !errors.Is(err, test.want) || checks != len(test.responses) {
			t.Errorf("%s: got %v after %d checks", name, err, checks)
		}
	}
}

func TestSearch_UnreadableResponses_End(t *testing.T) {
	t.Parallel()
	searches := 0
	found, err := poll.Search(t.Context(), clocktest.New(start), within(time.Hour), "it", errDisconnected, func(context.Context) (bool, error) {
		searches++
		return false, errUnreadable
	})
	if found || !errors.Is(err, errUnreadable) || searches != 3 {
		t.Errorf("found %t, %v, after %d searches", found, err, searches)
	}
}

func TestSendOrFind_UnreadableResponses_End(t *testing.T) {
	t.Parallel()
	requests := 0
	_, err := poll.SendOrFind(t.Context(), clocktest.New(start), poll.Request[bool]{
		Deadline:   within(time.Hour),
		Repeatable: true,
		Send: func(context.Context) (bool, error) {
			requests++
			return false, errUnreadable
		},
		Find: func(context.Context) (bool, bool, error) { return false, false, nil },
	})
	if !errors.Is(err, errUnreadable) || requests != 3 {
		t.Errorf("got %v after %d requests", err, requests)
	}
}

package poll_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/clocktest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

func TestSendOrFind(t *testing.T) {
	t.Parallel()
	refused := &tigertrust.Error{StatusCode: 409}
	failed := &tigertrust.Error{StatusCode: 500}
	unsent := &tigertrust.NotSentError{Err: errDisconnected}
	unreadable := errors.New("the list cannot be read")
	throttled := &tigertrust.Error{StatusCode: 503, IsThrottled: true}
	const returned, found = "returned", "found"
	never := func(int) (bool, error) { return false, nil }
	always := func(int) (bool, error) { return true, nil }
	afterRequest := func(number int) func(int) (bool, error) {
		return func(requests int) (bool, error) { return requests >= number, nil }
	}
	for name, test := range map[string]struct {
		// responses are the errors of the requests, in order.
		responses []error
		// find returns what a search after that many requests does; nil is a
		// request without a search.
		find       func(requests int) (bool, error)
		limit      time.Duration
		repeatable bool

		value    string
		requests int
		lost     error
		err      error
		// unknown: the outcome is unknown, for this reason or because nothing was
		// found.
		unknown   bool
		searchErr error
	}{
		"response arrives":            {responses: []error{nil}, find: always, value: returned, requests: 1},
		"refused":                     {responses: []error{refused}, find: always, requests: 1, err: refused},
		"never sent":                  {responses: []error{context.Canceled}, find: always, requests: 1, err: context.Canceled},
		"no connection":               {responses: []error{unsent}, find: always, requests: 1, err: unsent},
		"lost, found":                 {responses: []error{failed}, find: always, value: found, requests: 1, lost: failed},
		"lost, not found, sent again": {responses: []error{failed, nil}, find: never, value: returned, requests: 2, lost: failed},
		"lost, refused the 2nd time":  {responses: []error{failed, refused}, find: never, requests: 2, lost: failed, err: refused},
		"lost twice, found":           {responses: []error{failed, errDisconnected}, find: afterRequest(2), value: found, requests: 2, lost: errDisconnected},
		"lost twice, not found":       {responses: []error{failed, errDisconnected}, find: never, requests: 2, lost: errDisconnected, err: errDisconnected, unknown: true},
		"lost, search fails":          {responses: []error{failed}, find: func(int) (bool, error) { return false, unreadable }, requests: 1, lost: failed, err: failed, unknown: true, searchErr: unreadable},
		"lost, no time left":          {responses: []error{failed}, find: never, limit: 5 * time.Second, requests: 1, lost: failed, err: failed, unknown: true},
		"lost, no search, sent again": {responses: []error{failed, nil}, value: returned, requests: 2, lost: failed},
		"rate limit, sent again":      {responses: []error{throttled, throttled, throttled, nil}, find: never, value: returned, requests: 4, lost: throttled},
		"rate limit, found":           {responses: []error{throttled, throttled}, find: afterRequest(2), value: found, requests: 2, lost: throttled},
		"rate limit, no end":          {responses: slices.Repeat([]error{throttled}, 7), find: never, requests: 7, lost: throttled, err: throttled, unknown: true},
		"rate limit, then lost":       {responses: []error{throttled, errDisconnected}, find: never, requests: 2, lost: errDisconnected, err: errDisconnected, unknown: true},
		"repeatable, lost 3 times":    {repeatable: true, responses: []error{errDisconnected, failed, failed, nil}, find: never, value: returned, requests: 4, lost: failed},
		"repeatable, no time left":    {repeatable: true, responses: []error{errDisconnected, failed}, find: never, limit: 15 * time.Second, requests: 2, lost: failed, err: failed, unknown: true},
		"lost twice, no search":       {responses: []error{failed, failed}, requests: 2, lost: failed, err: failed, unknown: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requests := 0
			if test.limit == 0 {
				test.limit = time.Hour
			}
			request := poll.Request[string]{
				Deadline:   within(test.limit),
				Repeatable: test.repeatable,
				Send: func(context.Context) (string, error) {
					requests++
					if err := test.responses[requests-1]; err != nil {
						return "", err
					}
					return returned, nil
				},
			}
			if test.find != nil {
				request.Find = func(context.Context) (string, bool, error) {
					isFound, err := test.find(requests)
					if !isFound {
						return "", false, err
					}
					return found, true, nil
				}
			}
			result, err := poll.SendOrFind(t.Context(), clocktest.New(start), request)
			want := poll.Result[string]{Value: test.value, Lost: test.lost, Found: test.value == found, Requests: test.requests}
			if result != want || requests != test.requests {
				t.Errorf("got %+v, want %+v", result, want)
			}
			var unknown *poll.UnknownOutcomeError
			if !errors.Is(err, test.err) || errors.As(err, &unknown) != test.unknown {
				t.Fatalf("got %v, want %v", err, test.err)
			}
			if test.unknown && (!errors.Is(unknown.Search, test.searchErr) || !tigertrust.IsOutcomeUnknown(err)) {
				t.Errorf("the search failed with %v, want %v", unknown.Search, test.searchErr)
			}
		})
	}
}

// After an interrupt nothing new is sent.
func TestSendOrFind_Interrupt_SendsNothing(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for _, find := range []func(context.Context) (string, bool, error){
		nil,
		func(context.Context) (string, bool, error) { return "", false, nil },
	} {
		result, err := poll.SendOrFind(ctx, clocktest.New(start), poll.Request[string]{
			Deadline: within(time.Hour),
			Find:     find,
			Send: func(context.Context) (string, error) {
				cancel()
				return "", errDisconnected
			},
		})
		if result.Requests != 1 || !errors.Is(err, errDisconnected) {
			t.Errorf("%d requests, %v", result.Requests, err)
		}
	}
}

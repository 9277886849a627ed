package faultmatrix_test

import (
	"net/http"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// fault is a row of the matrix.
type fault struct {
	name string
	mockserver.Fault
	// settings are additional settings of the provider.
	settings acctest.Attributes
	// isSlow reports whether the response takes longer than the request timeout.
	isSlow bool
}

// refused is the name of the row with refused connections.
const refused = "refused"

// shortTimeout ends requests without a response soon, because the timeout is in
// real time. It is long enough for a slow machine with the race detector.
var shortTimeout = acctest.Attributes{"request_timeout": "150ms", "max_retries": 1}

// faults returns all kinds of faults of the mock server, with variants that a
// client handles differently.
func faults() []fault {
	of := func(kind mockserver.FaultKind) mockserver.Fault { return mockserver.Fault{Kind: kind} }
	with := func(kind mockserver.FaultKind, status int) mockserver.Fault {
		return mockserver.Fault{Kind: kind, Status: status}
	}
	later := func(kind mockserver.FaultKind, form mockserver.RetryAfterFormat) mockserver.Fault {
		return mockserver.Fault{Kind: kind, RetryAfter: 7 * time.Second, RetryAfterFormat: form}
	}
	slow := func(kind mockserver.FaultKind) mockserver.Fault {
		return mockserver.Fault{Kind: kind, Delay: time.Hour}
	}
	return []fault{
		{name: refused},
		{name: "reset", Fault: of(mockserver.FaultReset)},
		{name: "dropped before", Fault: of(mockserver.FaultDropBefore)},
		{name: "dropped after", Fault: of(mockserver.FaultDropAfter)},
		{name: "429", Fault: of(mockserver.FaultRateLimited)},
		{name: "429, Retry-After", Fault: later(mockserver.FaultRateLimited, mockserver.RetryAfterSeconds)},
		{name: "429, Retry-After date", Fault: later(mockserver.FaultRateLimited, mockserver.RetryAfterDate)},
		{name: "500 before", Fault: of(mockserver.FaultErrorBefore)},
		{name: "500 after", Fault: of(mockserver.FaultErrorAfter)},
		{name: "502 HTML", Fault: of(mockserver.FaultBadGateway)},
		{name: "503", Fault: of(mockserver.FaultUnavailable)},
		{name: "503, Retry-After", Fault: later(mockserver.FaultUnavailable, mockserver.RetryAfterSeconds)},
		{name: "504 after", Fault: with(mockserver.FaultErrorAfter, 504)},
		{name: "408 after", Fault: with(mockserver.FaultErrorAfter, 408)},
		{name: "401", Fault: of(mockserver.FaultUnauthorized)},
		{name: "403", Fault: with(mockserver.FaultErrorBefore, 403)},
		{name: "404 HTML", Fault: of(mockserver.FaultProxyNotFoundHTML)},
		{name: "404 JSON", Fault: of(mockserver.FaultProxyNotFoundJSON)},
		{name: "redirect", Fault: of(mockserver.FaultRedirect)},
		{name: "truncated", Fault: of(mockserver.FaultTruncated)},
		{name: "garbage", Fault: of(mockserver.FaultGarbage)},
		{name: "wrong types", Fault: of(mockserver.FaultWrongTypes)},
		{name: "other certificate before", Fault: of(mockserver.FaultOtherBefore)},
		{name: "other certificate after", Fault: of(mockserver.FaultOtherAfter)},
		{name: "mixed-up list", Fault: of(mockserver.FaultMixedList)},
		{name: "huge", Fault: of(mockserver.FaultHuge)},
		{name: "slow", Fault: slow(mockserver.FaultSlow), settings: shortTimeout, isSlow: true},
		{name: "slow body", Fault: slow(mockserver.FaultSlowResponse), settings: shortTimeout, isSlow: true},
	}
}

// occurrence is the number of requests that a fault hits, after a number that it
// skips.
type occurrence struct {
	name        string
	skip, times int
}

// occurrences returns the columns of a row. The client does not repeat a POST, but
// its recovery does, so that two consecutive faults are another case.
func occurrences(method string) []occurrence {
	all := []occurrence{
		{"first", 0, 1},
		{"second", 1, 1},
		{"repeated", 0, mockserver.Always},
	}
	if method == http.MethodPost {
		all = append(all, twice)
	}
	return all
}

var twice = occurrence{"twice", 0, 2}

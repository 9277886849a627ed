package mockserver

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Likeness makes the server behave like one that the conformance command has
// observed. It contains the observed values of each point of conformance.json; the
// zero value changes nothing. A point with several values varies between objects.
//
// Points about fields are named after an object: listItem, certificate, location,
// discoveredItem, statistics, list.pagination, discovered.pagination and
// errorObject. The other points are about requests.
type Likeness map[string][]string

// likenessFormat is the version of conformance.json that the server can read.
const likenessFormat = 1

// ReadLikeness reads the observations in a conformance.json.
func ReadLikeness(file string) (Likeness, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var report struct {
		Format   int      `json:"format"`
		Observed Likeness `json:"observed"`
	}
	if err := json.Unmarshal(content, &report); err != nil {
		return nil, fmt.Errorf("%s must be a report of the conformance command: %w", file, err)
	}
	if report.Format != likenessFormat || report.Observed == nil {
		return nil, fmt.Errorf("%s must be a report of the conformance command in format %d, got format %d", file, likenessFormat, report.Format)
	}
	return report.Observed, nil
}

// Apply sets the options that correspond to the observations. Options that are set
// already win.
func (l Likeness) Apply(o *Options) {
	o.Likeness = l
	if len(l["listItem.id"]) == 1 && !o.StringIDs && !o.OpaqueIDs {
		o.StringIDs = l.is("listItem.id", formNumericString)
		o.OpaqueIDs = l.is("listItem.id", formString)
	}
	l.applyOrder(o)
	if l.is("list.sort.default", "descending") {
		o.DescendingByDefault = true
	}
	if l.is("list.order", "changes between requests") {
		o.UnstableOrder = true
	}
}

// WithoutIDs returns the observations without the forms of ids, for tests that
// contain ids of the mock.
func (l Likeness) WithoutIDs() Likeness {
	without := maps.Clone(l)
	for _, point := range []string{"listItem.id", "certificate.id", "discoveredItem.id"} {
		delete(without, point)
	}
	return without
}

// first returns the first value of a point, empty if it was not observed.
func (l Likeness) first(point string) string {
	if len(l[point]) == 0 {
		return ""
	}
	return l[point][0]
}

// is reports whether the first value of a point is this one.
func (l Likeness) is(point, value string) bool { return l.first(point) == value }

// at returns a value of a point for the object with this number.
func (l Likeness) at(point string, number int64) string {
	values := l[point]
	if len(values) == 0 {
		return ""
	}
	return values[int(number)%len(values)]
}

// rejected returns the error of a request that the other server rejects, nil for
// other values.
func rejected(value string) *apiError {
	observed, ok := strings.CutPrefix(value, "rejected: ")
	if !ok {
		return nil
	}
	return failureLike(observed)
}

// failureLike returns the error that was observed as "404 CODE" or "404 without a
// code". It is nil for values of another form.
func failureLike(observed string) *apiError {
	number, code, _ := strings.Cut(observed, " ")
	status, _ := strconv.Atoi(number)
	if status < 300 || code == "" {
		return nil
	}
	if code == "without a code" {
		code = ""
	}
	e := newAPIError(code, "rejected like the observed server")
	e.status = status
	return e
}

// pointsOfCodes are the points with the observed status and code of an error.
var pointsOfCodes = map[string]string{
	codeUnauthorized:        "error.wrongKey",
	codeCertificateNotFound: "error.unknownId",
	codeAlreadyRevoked:      "code.ALREADY_REVOKED",
	codeRenewalInProgress:   "code.RENEWAL_IN_PROGRESS",
	codeCANotConfigured:     "code.CA_NOT_CONFIGURED",
	codeAgentUnavailable:    "code.AGENT_UNAVAILABLE",
}

// failure returns an error with the observed status and code.
func (l Likeness) failure(e *apiError) *apiError {
	observed := failureLike(l.first(pointsOfCodes[e.code]))
	if e.status != 0 || observed == nil {
		return e
	}
	observed.message, observed.details, observed.header = e.message, e.details, e.header
	return observed
}

// errorBody returns the body of an error response.
func (l Likeness) errorBody(e *apiError, kind string) map[string]any {
	number := map[string]int64{codeUnauthorized: 0, codeCertificateNotFound: 1}[kind]
	if kind != codeUnauthorized && kind != codeCertificateNotFound {
		number = 2
	}
	failure := map[string]any{"code": e.code, "message": e.message, "details": e.details}
	l.reshape("errorObject", number, failure, nil, nil)
	if e.code == "" {
		delete(failure, "code")
	} else {
		failure["code"] = e.code
	}
	body := map[string]any{"error": failure}
	envelopes := slices.Clone(l["error.envelope"])
	// A code requires the documented member, an error without a code has none if
	// such envelopes were observed.
	slices.SortStableFunc(envelopes, func(a, b string) int {
		hasError := func(members string) bool { return slices.Contains(strings.Split(members, ", "), "error") }
		switch {
		case hasError(a) == hasError(b):
			return 0
		case hasError(a) == (e.code != ""):
			return -1
		default:
			return 1
		}
	})
	if len(envelopes) == 0 {
		return body
	}
	return withMembers(body, envelopes[0])
}

// withMembers returns a body that has only the named members. Members without a
// value are texts.
func withMembers(body map[string]any, members string) map[string]any {
	changed := map[string]any{}
	for _, member := range strings.Split(members, ", ") {
		name, form, hasForm := strings.Cut(strings.TrimSuffix(member, ")"), " (")
		value, ok := body[name]
		switch {
		case member == "none":
		case hasForm && form == formObject:
			changed[name] = map[string]any{"items": value}
		case hasForm:
			changed[name] = shapeOf(name, nil, form)
		case ok:
			changed[name] = value
		default:
			changed[name] = "text"
		}
	}
	return changed
}

// headers returns the headers of all responses: by default the request id.
func (l Likeness) headers(requestID string) map[string]string {
	headers := map[string]string{}
	names := l.first("header.requestId")
	if names == "" {
		names = "X-Request-Id"
	}
	for _, name := range strings.Split(names, ", ") {
		if name != "none" {
			headers[name] = requestID
		}
	}
	for _, name := range strings.Split(l.first("header.rateLimit"), ", ") {
		if name != "" && name != "none" {
			headers[name] = "1000"
		}
	}
	return headers
}

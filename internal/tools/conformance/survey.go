package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// survey sends requests and records what the responses show.
type survey struct {
	api      *api
	replay   *replay
	observed observations
	// unreadable are the points with a value that the provider cannot read, with
	// the reason.
	unreadable map[string]string

	// listed are different certificates of the list, by id. They are in the order
	// in which they were found.
	listed []object
	// discovered are the discovered certificates of the first page.
	discovered []object
}

func newSurvey(a *api) (*survey, error) {
	r, err := newReplay()
	if err != nil {
		return nil, err
	}
	return &survey{api: a, replay: r, observed: observations{}, unreadable: map[string]string{}}, nil
}

// run makes all observations that need no writes. An error means that the account
// is not accessible.
func (s *survey) run(ctx context.Context) error {
	for _, step := range []func(context.Context) error{
		s.surveyList, s.surveyFilters, s.surveySorting, s.surveyPaging, s.surveySearch,
		s.surveySingles, s.surveyStatistics, s.surveyDiscovered, s.surveyErrors,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// accessError is why the account cannot be surveyed.
type accessError struct{ text string }

func (e *accessError) Error() string { return e.text }

// get sends a GET request that must have an outcome: anything but a temporary
// failure.
func (s *survey) get(ctx context.Context, query url.Values, path ...string) (*response, error) {
	return s.getFrom(ctx, s.api, query, path...)
}

func (s *survey) getFrom(ctx context.Context, from *api, query url.Values, path ...string) (*response, error) {
	got, err := from.get(ctx, query, path...)
	if err != nil {
		return nil, s.accessError(ctx, nil, err)
	}
	switch got.status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return nil, s.accessError(ctx, got, nil)
	}
	return got, nil
}

// accessError returns the error for a response, or an error, after which the
// survey ends. Its text is that of the provider.
func (s *survey) accessError(ctx context.Context, got *response, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return &accessError{s.replay.explain(ctx, s.api.endpoint.Host, got, err)}
}

// list requests certificates and adds them to the listed ones.
func (s *survey) list(ctx context.Context, parameters ...string) (*response, []object, error) {
	got, err := s.get(ctx, query(parameters...), "certificates")
	if err != nil {
		return nil, nil, err
	}
	items, _ := got.items()
	for _, item := range items {
		known := slices.ContainsFunc(s.listed, func(other object) bool { return isSame(other, item) })
		if !known {
			s.listed = append(s.listed, item)
		}
	}
	return got, items, nil
}

// isSame reports whether two list items are about the same certificate.
func isSame(a, b object) bool {
	if idText(a) == "" {
		return reflect.DeepEqual(a, b)
	}
	return idText(a) == idText(b)
}

// query returns a query of alternating names and values.
func query(parameters ...string) url.Values {
	values := url.Values{}
	for i := 0; i+1 < len(parameters); i += 2 {
		values.Set(parameters[i], parameters[i+1])
	}
	return values
}

// hasSeveral reports whether the account has two certificates or more.
func (s *survey) hasSeveral() bool { return s.observed.is("account.certificates", countSeveral) }

// Numbers of objects.
const (
	countNone    = "none"
	countOne     = "one"
	countSeveral = "several"
)

func count(items []object) string {
	switch len(items) {
	case 0:
		return countNone
	case 1:
		return countOne
	default:
		return countSeveral
	}
}

// idText returns the id of an object as text, empty if it has none.
func idText(item object) string { return text(item["id"]) }

// text returns a string or a number as text, empty for other values.
func text(value any) string {
	switch value := value.(type) {
	case string:
		return value
	case json.Number:
		return value.String()
	default:
		return ""
	}
}

func ids(items []object) []string {
	all := make([]string, len(items))
	for i, item := range items {
		all[i] = idText(item)
	}
	return all
}

// outcome describes a response that is not a success: its status and error code.
func outcome(got *response) string {
	envelope, _ := got.envelope()["error"].(object)
	code, _ := envelope["code"].(string)
	if code == "" {
		return strconv.Itoa(got.status) + " without a code"
	}
	return fmt.Sprintf("%d %s", got.status, word(code))
}

// rejection is the value for a request that the server rejects.
func rejection(got *response) string { return "rejected: " + outcome(got) }

// fields records the forms of the fields of objects, and whether the provider can
// read them. The documented fields are recorded also if they are absent.
func (s *survey) fields(ctx context.Context, prefix string, objects []object, documented []string) {
	var others []string
	for _, o := range objects {
		for name := range o {
			if !slices.Contains(documented, name) && !slices.Contains(others, name) && aName.MatchString(name) {
				others = append(others, name)
			}
		}
	}
	if len(objects) > 0 {
		s.observed.add("other."+prefix, namesOf(others))
	}
	for _, name := range slices.Concat(documented, others) {
		point := prefix + "." + name
		for _, o := range objects {
			value, ok := o[name]
			if !ok {
				s.observed.add(point, formAbsent)
				continue
			}
			s.value(ctx, prefix, name, value)
		}
		if forms := definite(s.observed[point]); len(forms) > 0 {
			s.observed[point] = forms
		}
	}
}

// value records the form of a value, and whether the provider can read it.
func (s *survey) value(ctx context.Context, prefix, name string, value any) {
	point := prefix + "." + name
	s.observed.add(point, formOf(name, value))
	if known, ok := value.(string); ok && known != "" && kinds[name] == kindWord {
		s.observed.add("values."+point, word(known))
	}
	if err := s.replay.field(ctx, prefix, name, value); err != nil && s.unreadable[point] == "" {
		s.unreadable[point] = reason(err)
	}
}

// issued returns the objects that are certificates. Orders that are not issued yet
// may lack fields.
func issued(items []object) []object {
	return slices.DeleteFunc(slices.Clone(items), func(item object) bool {
		status := text(item["status"])
		return status != "" && !isDocumentedStatus(status) && text(item["fingerprint"]) == "" && text(item["validTo"]) == ""
	})
}

var documentedStatuses = []string{"active", "expiring", "expired", "revoked"}

func isDocumentedStatus(status string) bool {
	return slices.ContainsFunc(documentedStatuses, func(known string) bool { return strings.EqualFold(known, status) })
}

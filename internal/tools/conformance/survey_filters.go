package main

import (
	"context"
	"slices"
	"strings"
)

// The values of filters.
const (
	filterMatches = "matching items only"
	filterMore    = "other items too"
	filterMisses  = "no item"
)

// surveyFilters requests each documented status, a CA, and an invalid status.
func (s *survey) surveyFilters(ctx context.Context) error {
	for _, status := range documentedStatuses {
		known := slices.ContainsFunc(s.listed, func(item object) bool { return hasStatus(item, status) })
		got, items, err := s.list(ctx, "status", status, "limit", "100")
		if err != nil {
			return err
		}
		s.filter("list.filter.status="+status, got, items, known, hasStatusField, func(item object) bool { return hasStatus(item, status) })
	}
	s.recordItems(ctx)
	if err := s.surveyCAFilter(ctx); err != nil {
		return err
	}
	got, items, err := s.list(ctx, "status", "conformance-invalid", "limit", "1")
	if err != nil {
		return err
	}
	switch {
	case !got.ok():
		s.observed.add("list.invalid", rejection(got))
	case len(items) > 0:
		s.observed.add("list.invalid", "ignored")
	default:
		s.observed.add("list.invalid", "empty list")
	}
	return nil
}

func hasStatusField(item object) bool { return text(item["status"]) != "" }

func hasStatus(item object, status string) bool {
	return strings.EqualFold(text(item["status"]), status)
}

// filter records what a filter does. known reports whether an item that matches
// exists. An empty result shows nothing if none is known to exist, and items
// without the filtered field show nothing either.
func (s *survey) filter(point string, got *response, items []object, known bool, hasField, matches func(object) bool) {
	switch {
	case !got.ok():
		s.observed.add(point, rejection(got))
	case len(items) == 0 && known:
		s.observed.add(point, filterMisses)
	case len(items) == 0, !slices.ContainsFunc(items, hasField):
	case slices.ContainsFunc(items, func(item object) bool { return hasField(item) && !matches(item) }):
		s.observed.add(point, filterMore)
	default:
		s.observed.add(point, filterMatches)
	}
}

// surveyCAFilter requests the certificates of the CA of a certificate.
func (s *survey) surveyCAFilter(ctx context.Context) error {
	for _, item := range s.listed {
		ca := text(item["certificateAuthorityId"])
		if !isNumeric(ca) {
			continue
		}
		got, items, err := s.list(ctx, "caId", ca, "limit", "100")
		if err != nil {
			return err
		}
		hasCA := func(item object) bool { return text(item["certificateAuthorityId"]) != "" }
		s.filter("list.filter.caId", got, items, true, hasCA, func(item object) bool { return text(item["certificateAuthorityId"]) == ca })
		return nil
	}
	return nil
}

// searchFields are the fields that a search covers by the reference.
var searchFields = []string{"commonName", "issuer", "fingerprint"}

// surveySearch searches for texts of a certificate, and for a text that no
// certificate contains.
func (s *survey) surveySearch(ctx context.Context) error {
	_, items, err := s.list(ctx, "search", "conformance-no-such-certificate", "limit", "100")
	if err != nil {
		return err
	}
	if !s.observed.is("account.certificates", countNone) {
		value := "no item"
		if len(items) > 0 {
			value = "ignored"
		}
		s.observed.add("list.search", value)
	}
	certificates := issued(s.listed)
	for _, field := range searchFields {
		i := slices.IndexFunc(certificates, func(item object) bool { value, ok := item[field].(string); return ok && value != "" })
		if i < 0 {
			continue
		}
		value := text(certificates[i][field])
		if err := s.search(ctx, "list.search."+field, value, field, value); err != nil {
			return err
		}
		if field != "commonName" {
			continue
		}
		if runes := []rune(value); len(runes) > 4 {
			if err := s.search(ctx, "list.search.part", string(runes[1:len(runes)-1]), field, value); err != nil {
				return err
			}
		}
		if upper := strings.ToUpper(value); upper != value {
			if err := s.search(ctx, "list.search.case", upper, field, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// search records whether a search finds an item with a value.
func (s *survey) search(ctx context.Context, point, search, field, value string) error {
	got, items, err := s.list(ctx, "search", search, "limit", "100")
	if err != nil {
		return err
	}
	switch {
	case !got.ok():
		s.observed.add(point, rejection(got))
	case slices.ContainsFunc(items, func(item object) bool { return text(item[field]) == value }):
		s.observed.add(point, "found")
	default:
		s.observed.add(point, "not found")
	}
	return nil
}

package main

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
)

// The values of sorting.
const (
	sortBoth    = "both orders"
	sortIgnored = "ignored"
	sortReverse = "reversed"
	sortWrong   = "wrong order"
)

// surveySorting requests every documented sort field in both orders.
func (s *survey) surveySorting(ctx context.Context) error {
	if !s.hasSeveral() {
		return nil
	}
	for _, field := range []string{"expiresAt", "commonName", "createdAt"} {
		if err := s.surveySort(ctx, field); err != nil {
			return err
		}
	}
	_, first, err := s.list(ctx, "limit", "100")
	if err != nil {
		return err
	}
	_, second, err := s.list(ctx, "limit", "100")
	if err != nil {
		return err
	}
	order := "stable"
	if !slices.Equal(ids(first), ids(second)) {
		order = "changes between requests"
	}
	s.observed.add("list.order", order)
	return nil
}

func (s *survey) surveySort(ctx context.Context, field string) error {
	point := "list.sort." + field
	up, ascending, err := s.list(ctx, "sortBy", field, "sortOrder", "asc", "limit", "100")
	if err != nil {
		return err
	}
	if !up.ok() {
		s.observed.add(point, rejection(up))
		return nil
	}
	down, descending, err := s.list(ctx, "sortBy", field, "sortOrder", "desc", "limit", "100")
	if err != nil {
		return err
	}
	if !down.ok() {
		s.observed.add(point, rejection(down))
		return nil
	}
	values := sortValues(field, ascending)
	if len(slices.Compact(slices.Clone(values))) < 2 {
		return nil
	}
	isSorted := func(items []object, direction int) bool { return isSorted(sortValues(field, items), direction) }
	switch {
	case slices.Equal(ids(ascending), ids(descending)):
		s.observed.add(point, sortIgnored)
	case isSorted(ascending, 1) && isSorted(descending, -1):
		s.observed.add(point, sortBoth)
		return s.surveyDefaultOrder(ctx, field)
	case isSorted(ascending, -1) && isSorted(descending, 1):
		s.observed.add(point, sortReverse)
	default:
		s.observed.add(point, sortWrong)
	}
	return nil
}

// surveyDefaultOrder requests a list that is sorted without a sort order.
func (s *survey) surveyDefaultOrder(ctx context.Context, field string) error {
	if len(s.observed["list.sort.default"]) > 0 {
		return nil
	}
	got, items, err := s.list(ctx, "sortBy", field, "limit", "100")
	if err != nil {
		return err
	}
	values := sortValues(field, items)
	switch {
	case !got.ok():
		s.observed.add("list.sort.default", rejection(got))
	case isSorted(values, 1):
		s.observed.add("list.sort.default", "ascending")
	case isSorted(values, -1):
		s.observed.add("list.sort.default", "descending")
	default:
		s.observed.add("list.sort.default", sortIgnored)
	}
	return nil
}

// sortValues returns the values of the field that a list is sorted by. Items
// without a value can be anywhere, so they are omitted.
func sortValues(field string, items []object) []string {
	if field == "expiresAt" {
		field = "validTo"
	}
	var values []string
	for _, item := range items {
		value := text(item[field])
		if value == "" {
			continue
		}
		if at, ok := parseTime(value); kinds[field] == kindTime && ok {
			value = at.UTC().Format("2006-01-02T15:04:05.000000000")
		}
		values = append(values, value)
	}
	return values
}

// parseTime reads a time in any of the known forms.
func parseTime(value string) (time.Time, bool) {
	if n, ok := number(any(value)); ok {
		return time.Unix(n, 0), true
	}
	for _, known := range timeForms {
		if at, err := time.Parse(known.layout, strings.ToUpper(value)); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

// isSorted reports whether values are sorted by one of the ways in which servers
// compare text: by bytes, without letter case, or without punctuation.
func isSorted(values []string, direction int) bool {
	for _, key := range []func(string) string{
		func(value string) string { return value },
		strings.ToLower,
		func(value string) string {
			return strings.Map(func(r rune) rune {
				if unicode.IsLetter(r) || unicode.IsDigit(r) {
					return unicode.ToLower(r)
				}
				return -1
			}, value)
		},
	} {
		if slices.IsSortedFunc(values, func(a, b string) int { return direction * cmp.Compare(key(a), key(b)) }) {
			return true
		}
	}
	return false
}

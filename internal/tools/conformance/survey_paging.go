package main

import (
	"context"
	"slices"
	"strconv"
)

// surveyPaging requests small, large and missing pages. It sorts by a field that
// the server can sort by, so that the pages have no items in common.
func (s *survey) surveyPaging(ctx context.Context) error {
	var sorted []string
	for _, field := range []string{"createdAt", "commonName", "expiresAt"} {
		if s.observed.is("list.sort."+field, sortBoth) {
			sorted = []string{"sortBy", field, "sortOrder", "asc"}
			break
		}
	}
	one, items, err := s.list(ctx, append(sorted, "limit", "1")...)
	if err != nil {
		return err
	}
	if s.hasSeveral() {
		value := "honored"
		switch {
		case !one.ok():
			value = rejection(one)
		case len(items) != 1:
			value = "ignored"
		}
		s.observed.add("list.limit", value)
		if pages, ok := number(one.pagination()["totalPages"]); len(items) == 1 || ok && pages > 1 {
			if err := s.surveySecondPage(ctx, sorted, items); err != nil {
				return err
			}
		}
	}
	if err := s.surveyTotals(ctx, one); err != nil {
		return err
	}
	beyond, items, err := s.list(ctx, append(sorted, "limit", "1", "page", "9999")...)
	if err != nil {
		return err
	}
	s.observed.add("list.page.beyond", pageValue(beyond, items))
	return s.surveyLargePage(ctx)
}

func pageValue(got *response, items []object) string {
	switch {
	case !got.ok():
		return rejection(got)
	case len(items) == 0:
		return "empty list"
	default:
		return "items"
	}
}

// surveySecondPage compares page 2 with the items of page 1.
func (s *survey) surveySecondPage(ctx context.Context, sorted []string, first []object) error {
	second, items, err := s.list(ctx, append(sorted, "limit", "1", "page", "2")...)
	if err != nil {
		return err
	}
	value := pageValue(second, items)
	if value == "items" {
		value = "other items"
		if slices.Equal(ids(first), ids(items)) {
			value = "the items of page 1"
		}
	}
	s.observed.add("list.page", value)
	return nil
}

// surveyTotals compares the announced numbers with each other, and with the items
// of a list that fits on one page.
func (s *survey) surveyTotals(ctx context.Context, one *response) error {
	whole, items, err := s.list(ctx, "limit", "100")
	if err != nil {
		return err
	}
	total, hasTotal := number(whole.pagination()["total"])
	if hasTotal {
		value, err := s.totalValue(ctx, total, int64(len(items)))
		if err != nil {
			return err
		}
		s.observed.add("list.total", value)
	}
	limit, hasLimit := number(one.pagination()["limit"])
	total, hasTotal = number(one.pagination()["total"])
	pages, hasPages := number(one.pagination()["totalPages"])
	if !hasLimit || !hasTotal || !hasPages || limit < 1 || total < 1 {
		return nil
	}
	value := "total / limit, rounded up"
	if pages != (total+limit-1)/limit {
		value = "another number"
	}
	s.observed.add("list.totalPages", value)
	return nil
}

// totalValue compares the announced total with the length of the last page.
func (s *survey) totalValue(ctx context.Context, total, onFirst int64) (string, error) {
	const isRight, isWrong = "number of items", "another number"
	switch {
	case total == onFirst:
		return isRight, nil
	case total < onFirst, onFirst == 0:
		return isWrong, nil
	}
	pages := (total + onFirst - 1) / onFirst
	_, last, err := s.list(ctx, "limit", "100", "page", strconv.FormatInt(pages, 10))
	if err != nil {
		return "", err
	}
	if int64(len(last)) == total-(pages-1)*onFirst {
		return isRight, nil
	}
	return isWrong, nil
}

// surveyLargePage requests more items than the documented maximum.
func (s *survey) surveyLargePage(ctx context.Context) error {
	large, _, err := s.list(ctx, "limit", "101")
	if err != nil {
		return err
	}
	limit, hasLimit := number(large.pagination()["limit"])
	switch {
	case !large.ok():
		s.observed.add("list.limit.large", rejection(large))
	case !hasLimit:
	case limit == 101:
		s.observed.add("list.limit.large", "honored")
	case limit == 100:
		s.observed.add("list.limit.large", "reduced to 100")
	default:
		s.observed.add("list.limit.large", "replaced by "+text(large.pagination()["limit"]))
	}
	return nil
}

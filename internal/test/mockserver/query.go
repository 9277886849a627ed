package mockserver

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// queryReader reads a query strictly: unknown, repeated and empty parameters
// are errors. The first error is kept and returned by err.
type queryReader struct {
	values   url.Values
	firstErr *apiError
}

func (req *request) readQuery() *queryReader {
	return &queryReader{values: maps.Clone(req.query)}
}

// unknownParameter returns the error for the first of some unknown parameters.
func unknownParameter(unknown url.Values) *apiError {
	name := slices.Min(slices.Collect(maps.Keys(unknown)))
	return validationError(name, "is not a query parameter of this request")
}

// reject records a problem; the first is kept.
func (q *queryReader) reject(name, problem string) {
	if q.firstErr == nil {
		q.firstErr = validationError(name, problem)
	}
}

// text reads a parameter and removes it; the parameters that remain are unknown
// to the handler.
func (q *queryReader) text(name string) string {
	values, ok := q.values[name]
	if !ok {
		return ""
	}
	delete(q.values, name)
	if len(values) > 1 {
		q.reject(name, "must not be repeated")
	}
	if values[0] == "" {
		q.reject(name, "must not be empty")
	}
	if !utf8.ValidString(values[0]) || strings.Contains(values[0], "\x00") {
		q.reject(name, "must be valid text")
	}
	return values[0]
}

// oneOf reads a parameter that must have one of the allowed values.
func (q *queryReader) oneOf(name string, allowed ...string) string {
	value := q.text(name)
	if value != "" && !slices.Contains(allowed, value) {
		q.reject(name, "must be one of "+strings.Join(allowed, ", "))
	}
	return value
}

// positiveInt reads a positive integer without sign and leading zeros.
func (q *queryReader) positiveInt(name string, absent int64) int64 {
	value := q.text(name)
	if value == "" {
		return absent
	}
	number, err := strconv.ParseInt(value, 10, 64)
	if err != nil || number <= 0 || strconv.FormatInt(number, 10) != value {
		q.reject(name, "must be a positive integer")
		return absent
	}
	return number
}

// err returns the first error. Unknown parameters are an error.
func (q *queryReader) err() error {
	switch {
	case q.firstErr != nil:
		return q.firstErr
	case len(q.values) > 0:
		return unknownParameter(q.values)
	default:
		return nil
	}
}

// pageRequest selects a page of a list. The defaults and the maximum are
// documented.
type pageRequest struct {
	number int64
	limit  int64
}

const (
	defaultPageLimit = 50
	maxPageLimit     = 100
)

func (q *queryReader) page(maxLimit int64) pageRequest {
	req := pageRequest{number: q.positiveInt("page", 1), limit: q.positiveInt("limit", defaultPageLimit)}
	if req.limit > maxLimit {
		q.reject("limit", "must not exceed "+strconv.FormatInt(maxLimit, 10))
	}
	return req
}

// paginate returns the items of a page and its pagination object. A page beyond
// the last is empty.
func paginate[T any](items []T, req pageRequest) ([]T, map[string]any) {
	total := int64(len(items))
	pages := (total + req.limit - 1) / req.limit
	pagination := map[string]any{
		"page": req.number, "limit": req.limit, "total": total, "totalPages": pages,
	}
	if req.number > pages {
		return nil, pagination
	}
	from := (req.number - 1) * req.limit
	return items[from:min(from+req.limit, total)], pagination
}

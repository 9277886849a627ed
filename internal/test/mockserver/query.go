package mockserver

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// queryReader reads a query strictly: no unknown parameter, none twice, none
// empty. The first problem is kept, and told by done.
type queryReader struct {
	values   url.Values
	firstErr *apiError
}

func (c *request) readQuery() *queryReader {
	return &queryReader{values: maps.Clone(c.query)}
}

func (p *queryReader) reject(name, problem string) {
	if p.firstErr == nil {
		p.firstErr = validationError(name, problem)
	}
}

// text takes a parameter out of the query. What remains at the end is unknown.
func (p *queryReader) text(name string) string {
	values, ok := p.values[name]
	if !ok {
		return ""
	}
	delete(p.values, name)
	if len(values) > 1 {
		p.reject(name, "must not be repeated")
	}
	if values[0] == "" {
		p.reject(name, "must not be empty")
	}
	if !utf8.ValidString(values[0]) || strings.Contains(values[0], "\x00") {
		p.reject(name, "must be text")
	}
	return values[0]
}

// oneOf takes one of a few words.
func (p *queryReader) oneOf(name string, words ...string) string {
	value := p.text(name)
	if value != "" && !slices.Contains(words, value) {
		p.reject(name, "must be one of "+strings.Join(words, ", "))
	}
	return value
}

// positiveInt takes a positive whole number, without sign and leading zeros.
func (p *queryReader) positiveInt(name string, absent int64) int64 {
	value := p.text(name)
	if value == "" {
		return absent
	}
	number, err := strconv.ParseInt(value, 10, 64)
	if err != nil || number <= 0 || strconv.FormatInt(number, 10) != value {
		p.reject(name, "must be a positive whole number")
		return absent
	}
	return number
}

// err returns the first problem; a parameter that nobody asked for is one.
func (p *queryReader) err() error {
	if len(p.values) > 0 {
		p.reject(slices.Min(slices.Collect(maps.Keys(p.values))), "is not a query parameter of this request")
	}
	if p.firstErr != nil {
		return p.firstErr
	}
	return nil
}

// pageRequest is a part of a list. The defaults and the maximum are documented.
type pageRequest struct {
	number int64
	limit  int64
}

const (
	defaultPageLimit = 50
	maxPageLimit     = 100
)

func (p *queryReader) page() pageRequest {
	asked := pageRequest{number: p.positiveInt("page", 1), limit: p.positiveInt("limit", defaultPageLimit)}
	if asked.limit > maxPageLimit {
		p.reject("limit", "must not exceed "+strconv.Itoa(maxPageLimit))
	}
	return asked
}

// paginate returns the items of a page, and the pagination that goes with it. A
// page beyond the last is empty.
func paginate[T any](items []T, asked pageRequest) ([]T, map[string]any) {
	total := int64(len(items))
	pages := (total + asked.limit - 1) / asked.limit
	pagination := map[string]any{
		"page": asked.number, "limit": asked.limit, "total": total, "totalPages": pages,
	}
	if asked.number > pages {
		return nil, pagination
	}
	from := (asked.number - 1) * asked.limit
	return items[from:min(from+asked.limit, total)], pagination
}

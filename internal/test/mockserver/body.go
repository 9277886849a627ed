package mockserver

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime"
	"slices"
	"strings"
	"unicode/utf8"
)

// bodyReader reads the members of a request body with their documented types.
// Names are compared exactly, and null is rejected: the reference gives every
// field a type. The first error is kept and returned by err.
type bodyReader struct {
	members  map[string]json.RawMessage
	firstErr *apiError
}

// readBody opens the body of a request.
func (req *request) readBody() (*bodyReader, error) {
	if len(req.query) > 0 {
		return nil, unknownParameter(req.query)
	}
	mediaType, parameters, err := mime.ParseMediaType(req.contentType)
	charset, hasCharset := parameters["charset"]
	if err != nil || mediaType != "application/json" || hasCharset && !strings.EqualFold(charset, "utf-8") {
		return nil, newAPIError(codeUnsupportedMediaType, "the body must be application/json")
	}
	members, problem := decodeObject(req.body)
	if problem != "" {
		return nil, newAPIError(codeValidation, problem)
	}
	return &bodyReader{members: members}, nil
}

// decodeObject decodes a document that must be a single JSON object. On its
// own, encoding/json would accept repeated members and ignore letter case.
func decodeObject(document []byte) (members map[string]json.RawMessage, problem string) {
	if !utf8.Valid(document) {
		return nil, "the body is not UTF-8"
	}
	decoder := json.NewDecoder(bytes.NewReader(document))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return nil, "the body must be a JSON object"
	}
	members = map[string]json.RawMessage{}
	for decoder.More() {
		token, err := decoder.Token()
		name, ok := token.(string)
		if err != nil || !ok {
			return nil, "the body is not JSON"
		}
		if _, repeated := members[name]; repeated {
			return nil, "the body contains " + name + " twice"
		}
		var value json.RawMessage
		if decoder.Decode(&value) != nil {
			return nil, "the body is not JSON"
		}
		members[name] = value
	}
	if _, err := decoder.Token(); err != nil {
		return nil, "the body is not JSON"
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, "the body must not contain more than one JSON value"
	}
	return members, ""
}

// reject records a problem; the first is kept.
func (b *bodyReader) reject(name, problem string) {
	if b.firstErr == nil {
		b.firstErr = validationError(name, problem)
	}
}

// member decodes an optional member and removes it; the members that remain
// are unknown to the handler.
func member[T any](b *bodyReader, name, kind string) *T {
	raw, ok := b.members[name]
	if !ok {
		return nil
	}
	delete(b.members, name)
	// A pointer, because encoding/json accepts null for any type.
	var value *T
	if json.Unmarshal(raw, &value) != nil || value == nil {
		b.reject(name, "must be "+kind)
		return nil
	}
	return value
}

func (b *bodyReader) text(name string) *string { return member[string](b, name, "a string") }

func (b *bodyReader) boolean(name string) *bool { return member[bool](b, name, "a boolean") }

// positiveInt decodes a positive integer; the reference has no others.
func (b *bodyReader) positiveInt(name string) *int64 {
	value := member[int64](b, name, "an integer")
	if value != nil && *value <= 0 {
		b.reject(name, "must be positive")
	}
	return value
}

func (b *bodyReader) stringList(name string) *[]string {
	pointers := member[[]*string](b, name, "a list of strings")
	if pointers == nil {
		return nil
	}
	values := make([]string, 0, len(*pointers))
	for _, p := range *pointers {
		if p == nil {
			b.reject(name, "must be a list of strings")
			return nil
		}
		values = append(values, *p)
	}
	return &values
}

// oneOf decodes a string that must have one of the allowed values.
func (b *bodyReader) oneOf(name string, allowed ...string) *string {
	value := b.text(name)
	if value != nil && !slices.Contains(allowed, *value) {
		b.reject(name, "must be one of "+strings.Join(allowed, ", "))
	}
	return value
}

// uniqueStrings decodes a list of distinct, non-empty strings.
func (b *bodyReader) uniqueStrings(name string) *[]string {
	values := b.stringList(name)
	if values == nil {
		return nil
	}
	for i, value := range *values {
		if strings.TrimSpace(value) == "" {
			b.reject(name, "must not contain an empty string")
		}
		if slices.Contains((*values)[:i], value) {
			b.reject(name, "must not contain a string twice")
		}
	}
	return values
}

// required rejects a missing member.
func (b *bodyReader) required(name string, present bool) {
	if !present {
		b.reject(name, "is required")
	}
}

// err returns the first error. Unknown members are an error.
func (b *bodyReader) err() error {
	if len(b.members) > 0 {
		b.reject(slices.Min(slices.Collect(maps.Keys(b.members))), "is not a field of this request")
	}
	if b.firstErr != nil {
		return b.firstErr
	}
	return nil
}

// valueOr returns the value of a pointer, or the fallback for nil.
func valueOr[T any](p *T, fallback T) T {
	if p == nil {
		return fallback
	}
	return *p
}

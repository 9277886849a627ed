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

// bodyReader reads the members of a request body, each under its documented type.
// Names are compared exactly, and null stands for nothing: the reference gives
// every field a type. The first problem is kept, and told by done.
type bodyReader struct {
	members  map[string]json.RawMessage
	firstErr *apiError
}

// readBody opens the body of a request.
func (c *request) readBody() (*bodyReader, error) {
	if len(c.query) > 0 {
		return nil, validationError(slices.Min(slices.Collect(maps.Keys(c.query))), "is not a query parameter of this request")
	}
	mediaType, queryReader, err := mime.ParseMediaType(c.contentType)
	charset, hasCharset := queryReader["charset"]
	if err != nil || mediaType != "application/json" || hasCharset && !strings.EqualFold(charset, "utf-8") {
		return nil, newAPIError(codeUnsupportedMediaType, "the body must be application/json")
	}
	members, problem := decodeObject(c.body)
	if problem != "" {
		return nil, newAPIError(codeValidation, problem)
	}
	return &bodyReader{members: members}, nil
}

// decodeObject reads a document that is one JSON object and nothing else.
// encoding/json alone would let repeated members and other cases pass.
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
			return nil, "the body has " + name + " twice"
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
		return nil, "there is something after the body"
	}
	return members, ""
}

// reject keeps the first problem.
func (in *bodyReader) reject(name, problem string) {
	if in.firstErr == nil {
		in.firstErr = validationError(name, problem)
	}
}

// member decodes an optional member. What remains at the end is unknown.
func member[T any](in *bodyReader, name, kind string) *T {
	raw, ok := in.members[name]
	if !ok {
		return nil
	}
	delete(in.members, name)
	// A pointer, since encoding/json takes null for any type, silently.
	var value *T
	if json.Unmarshal(raw, &value) != nil || value == nil {
		in.reject(name, "must be "+kind)
		return nil
	}
	return value
}

func (in *bodyReader) text(name string) *string { return member[string](in, name, "a string") }

func (in *bodyReader) boolean(name string) *bool { return member[bool](in, name, "a boolean") }

// positiveInt decodes a whole number that is positive, as all of the reference are.
func (in *bodyReader) positiveInt(name string) *int64 {
	value := member[int64](in, name, "a whole number")
	if value != nil && *value <= 0 {
		in.reject(name, "must be positive")
	}
	return value
}

func (in *bodyReader) stringList(name string) *[]string {
	pointers := member[[]*string](in, name, "a list of strings")
	if pointers == nil {
		return nil
	}
	values := make([]string, 0, len(*pointers))
	for _, p := range *pointers {
		if p == nil {
			in.reject(name, "must be a list of strings")
			return nil
		}
		values = append(values, *p)
	}
	return &values
}

// oneOf decodes one of a few words.
func (in *bodyReader) oneOf(name string, words ...string) *string {
	value := in.text(name)
	if value != nil && !slices.Contains(words, *value) {
		in.reject(name, "must be one of "+strings.Join(words, ", "))
	}
	return value
}

// uniqueStrings decodes a list of names that somebody gave to something: not empty
// ones, and none twice.
func (in *bodyReader) uniqueStrings(name string) *[]string {
	values := in.stringList(name)
	if values == nil {
		return nil
	}
	for i, value := range *values {
		if strings.TrimSpace(value) == "" {
			in.reject(name, "must not hold an empty string")
		}
		if slices.Contains((*values)[:i], value) {
			in.reject(name, "must not hold a string twice")
		}
	}
	return values
}

// required complains if a member that must be there is not.
func (in *bodyReader) required(name string, there bool) {
	if !there {
		in.reject(name, "is required")
	}
}

// err returns the first problem; a member that nobody asked for is one.
func (in *bodyReader) err() error {
	if len(in.members) > 0 {
		in.reject(slices.Min(slices.Collect(maps.Keys(in.members))), "is not a field of this request")
	}
	if in.firstErr != nil {
		return in.firstErr
	}
	return nil
}

package tigertrust

import (
	"bytes"
	"fmt"
)

const (
	// maxValues limits the values in a JSON body: numbers, texts, objects and so on.
	// A decoded value can take a hundred times the memory of its text. A body of the
	// maximum size may have values of 32 bytes on average, as lists have.
	maxValues = maxResponseBytes / 32
	// maxValueBytes limits the length of a number or a text, of which decoding makes
	// several copies. A chain of 100 certificates is about 200 kB.
	maxValueBytes = 4 << 20
)

// checkSize rejects a JSON body that would take too much memory when it is decoded.
// If maxItems is positive, it also rejects a list with more items. It does not
// check whether the body is valid.
func checkSize(body []byte, maxItems int) error {
	size := measure(body)
	switch {
	case maxItems > 0 && size.items > maxItems:
		return fmt.Errorf("the response contains %d items, but at most %d were requested", size.items, maxItems)
	case size.values > maxValues:
		return fmt.Errorf("the response contains more than %d values", maxValues)
	case size.longest > maxValueBytes:
		return fmt.Errorf("the response contains a value of more than %d MiB", maxValueBytes>>20)
	default:
		return nil
	}
}

// bodySize is the size of a JSON body.
type bodySize struct {
	// values is at least the number of values.
	values int
	// items is the number of items in the longest list in the outermost object.
	items int
	// longest is the length of the longest number or text, in bytes.
	longest int
}

// measure returns the size of a JSON body without decoding it. For another body,
// the size is arbitrary.
func measure(body []byte) bodySize {
	const itemDepth = 2
	size, depth, items, isList := bodySize{values: 1}, 0, 0, false
	for i := 0; i < len(body); i++ {
		switch char := body[i]; char {
		case '"':
			end := endOfString(body, i)
			size.longest = max(size.longest, end-i)
			i = end - 1
		case '[', '{':
			// This counts the first value, even if there is none.
			size.values++
			depth++
			if depth == itemDepth {
				isList, items = char == '[', 1
			}
		case ']', '}':
			depth--
		case ',':
			size.values++
			if depth == itemDepth && isList {
				items++
				size.items = max(size.items, items)
			}
		case ':', ' ', '\t', '\r', '\n':
		default:
			end := bytes.IndexAny(body[i:], ",:[]{}\" \t\r\n")
			if end < 0 {
				end = len(body) - i
			}
			size.longest = max(size.longest, end)
			i += end - 1
		}
	}
	return size
}

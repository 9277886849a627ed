package tigertrust

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"
)

// minMaskedLength is the length of a key that is masked in data, in bytes. A
// shorter key, such as "test", may be a part of an ordinary name.
const minMaskedLength = 8

// filterBody returns a JSON body without private keys and without the key, which
// a server may mirror. It reports whether there was a private key. Every response
// passes through it before it is decoded, so whatever the client returns is
// filtered, including fields that are added later.
func (c *Client) filterBody(body []byte) (filtered []byte, hadPrivateKey bool) {
	if c.isHarmless(body) {
		return body, false
	}
	var output bytes.Buffer
	copied := 0
	for start := 0; start < len(body); start++ {
		if body[start] != '"' {
			continue
		}
		end := endOfString(body, start)
		var text string
		if json.Unmarshal(body[start:end], &text) == nil {
			filteredText, had := c.filterText(text)
			hadPrivateKey = hadPrivateKey || had
			if filteredText != text {
				output.Write(body[copied:start])
				// Strings can always be encoded.
				encoded, _ := json.Marshal(filteredText)
				output.Write(encoded)
				copied = end
			}
		}
		start = end - 1
	}
	output.Write(body[copied:])
	return output.Bytes(), hadPrivateKey
}

// isHarmless reports whether a body certainly contains nothing to filter: no key,
// and neither an escape, except for a line break, nor a character that could hide
// one.
func (c *Client) isHarmless(body []byte) bool {
	if bytes.Contains(body, []byte(privateKeyLabel)) || bytes.Contains(body, []byte(c.apiKey())) {
		return false
	}
	for i, char := range body {
		isEscape := char == '\\' && (i+1 == len(body) || body[i+1] != 'n')
		if isEscape || !isPlain(rune(char)) {
			return false
		}
	}
	return true
}

// isPlain reports whether [clean] keeps a character, or replaces it by a space.
func isPlain(char rune) bool {
	return ' ' <= char && char <= '~' || char < ' ' && unicode.IsSpace(char)
}

// endOfString returns the position after the JSON string that begins at start.
func endOfString(body []byte, start int) int {
	for i := start + 1; i < len(body); i++ {
		switch body[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(body)
}

// filterText returns text without private keys and without the key. Text that
// contains one of them only when it is [Printable] is returned printable.
func (c *Client) filterText(text string) (filtered string, hadPrivateKey bool) {
	filtered, hadPrivateKey = removePrivateKeys(text)
	if len(c.apiKey()) >= minMaskedLength {
		filtered = c.mask(filtered)
	}
	if !strings.ContainsFunc(filtered, func(r rune) bool { return r == utf8.RuneError || !isPlain(r) }) {
		return filtered, hadPrivateKey
	}
	cleaned := clean(filtered)
	safe, hadHiddenKey := removePrivateKeys(cleaned)
	if len(c.apiKey()) >= minMaskedLength {
		safe = c.mask(safe)
	}
	if safe != cleaned {
		return safe, hadPrivateKey || hadHiddenKey
	}
	return filtered, hadPrivateKey
}

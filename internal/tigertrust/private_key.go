package tigertrust

import (
	"regexp"
	"strings"
)

const (
	// privateKeyLabel is a part of every PEM label of a private key.
	privateKeyLabel = "PRIVATE KEY"
	// privateKeyPlaceholder replaces a private key in text.
	privateKeyPlaceholder = "(private key)"
	// minPrivateKeyLength is the length of text that may be a private key, in
	// bytes. A shorter text is a mention of the label.
	minPrivateKeyLength = 16
)

// pemMarker matches the line before and after a block: PEM has five dashes, SSH2
// has four.
var pemMarker = regexp.MustCompile(`-{4,5} ?(BEGIN|END) (?:[^-\r\n]|-[^-\r\n])*(?:-{4,5}(?:\r?\n)?)?`)

// removePrivateKeys replaces the private keys in text, and reports whether there
// were any. A key may lack its first or last line.
func removePrivateKeys(text string) (remaining string, removed bool) {
	if !strings.Contains(text, privateKeyLabel) {
		return text, false
	}
	var (
		kept     strings.Builder
		position int
		isKey    bool
	)
	drop := func(content string) { removed = removed || len(content) >= minPrivateKeyLength }
	for _, match := range pemMarker.FindAllStringSubmatchIndex(text, -1) {
		before, marker := text[position:match[0]], text[match[0]:match[1]]
		position = match[1]
		begins := text[match[2]:match[3]] == "BEGIN"
		isKeyMarker := strings.Contains(marker, privateKeyLabel)
		if isKey || isKeyMarker && !begins {
			drop(before)
		} else {
			kept.WriteString(before)
		}
		switch {
		case isKeyMarker:
			if begins || !isKey {
				kept.WriteString(privateKeyPlaceholder)
			}
			isKey = begins
		case begins || !isKey:
			kept.WriteString(marker)
			isKey = false
		}
	}
	if isKey {
		drop(text[position:])
	} else {
		kept.WriteString(text[position:])
	}
	return kept.String(), removed
}

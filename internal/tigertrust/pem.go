package tigertrust

import (
	"encoding/json"
	"strings"
)

// PEM contains certificates in PEM format and nothing else. Other text of the
// server is removed when a response is decoded: a certificate or a chain may
// contain a private key, which must not get into a state.
type PEM string

// UnmarshalJSON accepts any text, or an array with a text for each certificate, and
// keeps the certificates.
func (p *PEM) UnmarshalJSON(raw []byte) error {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		var texts []string
		if json.Unmarshal(raw, &texts) != nil {
			return err
		}
		text = strings.Join(texts, "\n")
	}
	*p = PEM(certificates(text))
	return nil
}

const (
	pemDashes        = "-----"
	certificateBegin = "-----BEGIN CERTIFICATE-----"
	certificateEnd   = "-----END CERTIFICATE-----"
)

// certificates returns text if it contains certificates and white space alone, or
// else the certificates in it.
func certificates(text string) string {
	var (
		blocks    strings.Builder
		hasOthers bool
	)
	rest := text
	for {
		before, content, found := strings.Cut(rest, certificateBegin)
		hasOthers = hasOthers || strings.TrimSpace(before) != ""
		end := strings.Index(content, pemDashes)
		if !found || end < 0 {
			hasOthers = hasOthers || found
			break
		}
		rest = content[end:]
		if !isBase64(content[:end]) || !strings.HasPrefix(rest, certificateEnd) {
			hasOthers = true
			continue
		}
		rest = rest[len(certificateEnd):]
		blocks.WriteString(certificateBegin + content[:end] + certificateEnd + "\n")
	}
	if blocks.Len() > 0 && !hasOthers {
		return text
	}
	return blocks.String()
}

// isBase64 reports whether text contains base64 with white space.
func isBase64(text string) bool {
	isOther := func(r rune) bool {
		isLetterOrDigit := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		return !isLetterOrDigit && !strings.ContainsRune("+/= \t\r\n", r)
	}
	return strings.TrimSpace(text) != "" && !strings.ContainsFunc(text, isOther)
}

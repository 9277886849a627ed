package functions

import (
	"bytes"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// sameName reports whether two distinguished names are the same according to RFC
// 5280, section 7.1: the string type, letter case and white space do not matter.
func sameName(one, other []byte) bool {
	if bytes.Equal(one, other) {
		return true
	}
	oneKey, oneOK := nameKey(one)
	otherKey, otherOK := nameKey(other)
	return oneOK && otherOK && slices.EqualFunc(oneKey, otherKey, slices.Equal)
}

// nameKey returns a form of a distinguished name that is the same for equal names.
// The attributes of a relative distinguished name have no order.
func nameKey(der []byte) (key [][]string, ok bool) {
	var name pkix.RDNSequence
	if rest, err := asn1.Unmarshal(der, &name); err != nil || len(rest) > 0 {
		return nil, false
	}
	for _, attributes := range name {
		var texts []string
		for _, attribute := range attributes {
			texts = append(texts, attribute.Type.String()+"="+prepare(fmt.Sprint(attribute.Value)))
		}
		slices.Sort(texts)
		key = append(key, texts)
	}
	return key, true
}

// prepare returns a text in the form in which it is compared (RFC 4518): without
// invisible characters, in folded case, and with single spaces between words.
func prepare(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
	text = norm.NFKC.String(cases.Fold().String(norm.NFKC.String(text)))
	return strings.Join(strings.Fields(text), " ")
}
